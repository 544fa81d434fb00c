// Tabs that share a login, when the one with the connection hangs; and a store that the browser closes.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { history, online, somebody, Stage, write } from './chat-pages.js';
import { newToken, until } from './chat-stage.js';

const HANGS_MS = 40_000;

const stage = new Stage();

before(() => stage.start());

after(() => stage.close());

const texts = async (page, peer) => (await history(page, peer)).map(({ text }) => text);

/** Every state that the connection of this page has from now on. */
const noteStates = (page) =>
  page.evaluate(() => {
    window.states = [];
    window.chat.on('connection', ({ state, name }) => window.states.push(name ?? state));
  });

/** As browsers do it when they need the room or the user clears it; `how`: with the event, or by the connection alone. */
async function watchDatabases(context) {
  await context.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    window.databases = [];
    IDBFactory.prototype.open = function (...args) {
      const request = open.apply(this, args);
      request.addEventListener('success', () => window.databases.push(request.result));
      return request;
    };
    window.closeStore = (how) => {
      const store = window.databases.filter((db) => /^carillon:\d+:\d+$|:waiting:/.test(db.name)).at(-1);
      store.close();
      if (how === 'with the event') store.dispatchEvent(new Event('close'));
    };
  });
}

describe('tabs that share a login', () => {
  it('F3: another tab takes over when the one with the connection hangs, and that one follows when it comes back', async () => {
    const network = await stage.newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const [anaToken, bobToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob)];
    const context = await stage.newContext();
    const first = await stage.openChat(context, network, anaToken, { tabs: 'shared' });
    await online(first);
    const second = await stage.openChat(context, network, anaToken, { tabs: 'shared' });
    const other = await stage.openChat(await stage.newContext(), { url: stage.server.url }, bobToken);
    await Promise.all([online(second), online(other)]);
    await noteStates(first);
    let hangs = true;
    const busy = first
      .evaluate((ms) => {
        const end = performance.now() + ms;
        while (performance.now() < end);
      }, HANGS_MS)
      .then(() => (hangs = false));
    await write(second, bob, 0, 3);
    await until('what the second tab sends arrives', async () => (await texts(other, ana)).length === 3);
    await write(other, ana, 3, 4);
    await until('and it hears the answer', async () => (await texts(second, bob)).length === 4);
    assert.equal(hangs, true, 'all that while the first one hangs');
    await busy;
    await online(first);
    await until('it has what came', async () => (await texts(first, bob)).length === 4);
    await write(first, bob, 4, 5);
    await until('it sends by the connection of the other one', async () => (await texts(other, ana)).length === 5);
    assert.equal(network.connections, 1);
    assert.deepEqual((await first.evaluate(() => window.states)).filter((state) => !['connecting', 'online'].includes(state)), []);
    await second.close();
    await write(first, bob, 5, 6);
    await until('and takes its turn again', async () => (await texts(other, ana)).length === 6);
  });
});

describe('a store that the browser closes', () => {
  for (const how of ['with the event', 'without a word']) {
    it(`F2: ${how} is opened again: what is written offline survives a reload`, async () => {
      const network = await stage.newNetwork();
      const [ana, bob] = [somebody('ana'), somebody('bob')];
      const [anaToken, bobToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob)];
      const context = await stage.newContext();
      await watchDatabases(context);
      const page = await stage.openChat(context, network, anaToken);
      const other = await stage.openChat(await stage.newContext(), { url: stage.server.url }, bobToken);
      await Promise.all([online(page), online(other)]);
      await write(page, bob, 0, 1);
      await until('it arrives', async () => (await texts(other, ana)).length === 1);
      network.down();
      await page.evaluate((how) => window.closeStore(how), how);
      await write(page, bob, 1, 3);
      await page.waitForFunction(() => window.seen.length === 3);
      assert.deepEqual(await page.evaluate(() => [window.chat.storage, window.errors]), ['kept', []]);
      await stage.begin(page, network, anaToken, {}, 'open');
      assert.deepEqual(await texts(page, bob), ['0', '1', '2']);
      network.up();
      await page.evaluate(() => window.chat.start());
      await until('all arrives', async () => (await texts(other, ana)).length === 3);
    });

    it(`F2: ${how}, before the first login, is opened again`, async () => {
      const network = await stage.newNetwork();
      const token = await newToken(stage.server, somebody('ana'));
      const context = await stage.newContext();
      await watchDatabases(context);
      network.down();
      const page = await stage.openChat(context, network, token, {}, 'open');
      await page.evaluate((how) => window.closeStore(how), how);
      await write(page, 'bob', 0, 1);
      await page.waitForFunction(() => window.seen.length === 1);
      await stage.begin(page, network, token, {}, 'open');
      assert.deepEqual(await texts(page, 'bob'), ['0']);
    });
  }
});
