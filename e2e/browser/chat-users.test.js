// Users who share a browser: each has a store of their own, also under one name, and nothing of one is another's.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { back, history, online, somebody, Stage, write } from './chat-pages.js';
import { newToken, until } from './chat-stage.js';
import { askBackend } from './server.js';

const stage = new Stage();

before(() => stage.start());

after(() => stage.close());

/** Ana and bob, who use one browser, and cy, to whom both write. */
async function three() {
  const network = await stage.newNetwork();
  const [ana, bob, cy] = [somebody('ana'), somebody('bob'), somebody('cy')];
  const [anaToken, bobToken, cyToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob), await newToken(stage.server, cy)];
  const other = await stage.openChat(await stage.newContext(), { url: stage.server.url }, cyToken);
  await online(other);
  return { network, ana, bob, cy, anaToken, bobToken, other, context: await stage.newContext() };
}

const texts = async (page, peer) => (await history(page, peer)).map(({ text }) => text);
const databases = (page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).sort());

for (const tabs of ['alone', 'shared']) {
  describe(`two users in two tabs of one browser, with tabs: '${tabs}'`, () => {
    it('B1: send as themselves, and see only what is theirs', async () => {
      const { network, ana, bob, cy, anaToken, bobToken, other, context } = await three();
      const anas = await stage.openChat(context, network, anaToken, { tabs });
      await online(anas);
      await write(anas, cy, 0, 1);
      const bobs = await stage.openChat(context, network, bobToken, { tabs });
      await write(bobs, cy, 1, 2);
      await online(bobs);
      await write(bobs, cy, 2, 3);
      await until('both have written', async () => (await texts(other, ana)).length === 1 && (await texts(other, bob)).length === 2);
      await write(other, ana, 10, 11);
      await write(other, bob, 20, 21);
      await until('both have an answer', async () => (await texts(anas, cy)).length === 2 && (await texts(bobs, cy)).length === 3);
      assert.deepEqual(await texts(anas, cy), ['0', '10']);
      assert.deepEqual(await texts(bobs, cy), ['1', '2', '20']);
      assert.deepEqual(await anas.evaluate(() => [window.chat.self.address, window.errors]), [ana, []]);
      assert.deepEqual(await bobs.evaluate(() => [window.chat.self.address, window.errors]), [bob, []]);

      network.down();
      await stage.begin(bobs, network, bobToken, { tabs }, 'open');
      assert.deepEqual(await texts(bobs, cy), ['1', '2', '20'], 'a known token finds its own user without a connection');
    });
  });
}

describe('a token that has never logged in', () => {
  it('B1: finds nothing of the user whose store has the name, not even without a connection', async () => {
    const { network, cy, anaToken, bobToken, context } = await three();
    const page = await stage.openChat(context, network, anaToken);
    await online(page);
    await write(page, cy, 0, 2);
    await until('it is there', async () => (await texts(page, cy)).length === 2);
    network.down();
    await stage.begin(page, network, bobToken, {}, 'open');
    assert.deepEqual(await page.evaluate(() => [window.chat.conversations().length, window.chat.self.address, window.chat.storage]), [0, '', 'kept']);
  });

  it('B5: keeps what is written before its first login for its own user, over reloads', async () => {
    const { network, bob, cy, anaToken, bobToken, other, context } = await three();
    const page = await stage.openChat(context, network, anaToken);
    await online(page);
    network.down();
    await stage.begin(page, network, bobToken, {}, 'open');
    await page.evaluate(
      async (peer) => {
        const conversation = window.chat.conversation(peer);
        conversation.send('before the reload');
        await conversation.setDraft('half a');
        await window.chat.setKey('theme', 'dark');
        conversation.sendFile(new File(['a picture'], 'harbour.png', { type: 'image/png' }));
        while (window.seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      },
      cy,
    );
    await stage.begin(page, network, bobToken, {}, 'open');
    const accepted = page.evaluate(async (peer) => {
      window.mine = window.chat.conversation(peer).send('after it');
      await window.mine.accepted();
      return window.chat.conversation(peer).draft;
    }, cy);
    network.up();
    await page.evaluate(() => window.chat.start());
    assert.equal(await accepted, 'half a');
    await online(page);
    await until('all of it has come', async () => (await texts(other, bob)).length === 3);
    assert.deepEqual(new Set(await texts(other, bob)), new Set(['before the reload', 'after it', '']));
    const [{ messages }, theme] = await page.evaluate(async (peer) => {
      const { messages } = await window.chat.conversation(peer).messages();
      return [{ messages: messages.map((message) => [message.text, message === window.mine, message.status > 0]) }, await window.chat.getKey('theme')];
    }, cy);
    assert.deepEqual(messages.filter(([, same]) => same), [['after it', true, true]], 'the same message is the same object');
    assert.equal(theme, 'dark');
    assert.deepEqual((await databases(page)).filter((name) => name.includes(':waiting:')), []);
  });

  it('B1: of a user who has logged in by another one finds that one\'s store, from the place where it is', async () => {
    const { network, ana, cy, anaToken, other, context } = await three();
    const page = await stage.openChat(context, network, anaToken);
    await online(page);
    await write(page, cy, 0, 2);
    await until('they have arrived', async () => (await texts(other, ana)).length === 2);
    await write(other, ana, 2, 3);
    await until('it is there', async () => (await texts(page, cy)).length === 3);
    await page.evaluate(() => window.chat.stop());
    await write(other, ana, 3, 6);
    const second = await newToken(stage.server, ana);
    await stage.begin(page, network, second);
    await online(page);
    await until('what came meanwhile is there', async () => (await texts(page, cy)).length === 6);
    assert.deepEqual(await texts(page, cy), ['0', '1', '2', '3', '4', '5']);
    assert.equal(await page.evaluate((peer) => window.chat.conversation(peer).unread, cy), 4);
    assert.equal((await databases(page)).filter((name) => /^carillon:\d/.test(name)).length, 1, 'one store for one user');
  });

  it('B1: in several tabs that share a login is one connection when it is known whose it is', async () => {
    const { network, ana, cy, anaToken, other, context } = await three();
    network.down();
    const first = await stage.openChat(context, network, anaToken, { tabs: 'shared' });
    const second = await stage.openChat(context, network, anaToken, { tabs: 'shared' });
    await write(first, cy, 0, 1);
    await write(second, cy, 1, 2);
    for (const page of [first, second]) await page.waitForFunction(() => window.seen.length === 1);
    network.up();
    await back(first);
    await back(second);
    await until('both have come', async () => (await texts(other, ana)).length === 2);
    for (const page of [first, second]) await until('both tabs have both', async () => (await texts(page, cy)).length === 2);
    await until('they share one connection', () => network.connections === 1);
    await first.close();
    await online(second);
    await write(second, cy, 2, 3);
    await until('the other one goes on', async () => (await texts(other, ana)).length === 3);
  });
});

describe('a store of a version that had one for all users', () => {
  /** As it lies there: without a number of the user but in the profile. */
  const makeOld = (page, user) =>
    page.evaluate(async ({ address, app, uid, peer }) => {
      const db = await new Promise((resolve) => {
        const request = indexedDB.open('carillon', 1);
        request.onupgradeneeded = () => {
          const shapes = {
            messages: [['conv', 'order'], { mid: 'mid', unread: ['conv', 'unread'] }],
            conversations: ['key', {}], people: ['address', {}], groups: ['gid', {}], outbox: ['place', {}], files: ['key', {}], keys: ['name', {}],
          };
          for (const [name, [keyPath, indexes]] of Object.entries(shapes)) {
            const store = request.result.createObjectStore(name, { keyPath });
            for (const [index, path] of Object.entries(indexes)) store.createIndex(index, path);
          }
        };
        request.onsuccess = () => resolve(request.result);
      });
      const tx = db.transaction(['messages', 'conversations', 'people', 'keys'], 'readwrite');
      const key = `u:${peer}`;
      const last = { conv: key, rev: 1, order: 0.5, mid: 99, from: peer, ts: 1_700_000_000_000, status: 0, content: { text: 'from before' } };
      tx.objectStore('messages').put(last);
      tx.objectStore('conversations').put({ key, rev: 7, last, activity: last.ts, unreadHere: 0, unreadThere: 0, loaded: [[0, Number.MAX_SAFE_INTEGER]] });
      tx.objectStore('people').put({ address, profile: { address, uid, name: address } });
      tx.objectStore('keys').put({ name: 'user', value: { address, app } });
      await new Promise((resolve) => (tx.oncomplete = resolve));
      db.close();
    }, user);

  it('B1: is that of the user whom it names, and of nobody else', async () => {
    const { network, ana, cy, anaToken, bobToken, context } = await three();
    const page = await context.newPage();
    const scout = await stage.openChat(await stage.newContext(), network, anaToken, { database: false });
    await online(scout);
    const uid = await scout.evaluate(() => window.chat.self.uid);
    await scout.close();
    await page.goto(stage.origin.url);
    await makeOld(page, { address: ana, app: 1, uid, peer: cy });
    await stage.begin(page, network, bobToken);
    await online(page);
    assert.equal(await page.evaluate(() => window.chat.conversations().length), 0);
    await stage.begin(page, network, anaToken);
    await online(page);
    await until('it is shown', () => page.evaluate(() => window.chat.conversations().length === 1));
    assert.deepEqual(await texts(page, cy), ['from before']);
    network.down();
    await stage.begin(page, network, anaToken, {}, 'open');
    assert.deepEqual(await texts(page, cy), ['from before']);
  });

  it('B1: is not that of another user who has the address now', async () => {
    const { network, ana, cy, anaToken, context } = await three();
    const page = await context.newPage();
    await page.goto(stage.origin.url);
    await makeOld(page, { address: ana, app: 1, uid: 999_999, peer: cy });
    await stage.begin(page, network, anaToken);
    await online(page);
    assert.equal(await page.evaluate(() => window.chat.conversations().length), 0);
  });
});

describe('an address that is given to another user', () => {
  const backend = (op, more) => askBackend(stage.server, op, more);

  it('B2: is another person: nothing of the one before is that one\'s, and nothing is lost', async () => {
    const network = await stage.newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const [anaToken, bobToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob)];
    const page = await stage.openChat(await stage.newContext(), network, anaToken);
    const first = await stage.openChat(await stage.newContext(), { url: stage.server.url }, bobToken);
    await Promise.all([online(page), online(first)]);
    await write(page, bob, 0, 1);
    await until('it has come', async () => (await texts(first, ana)).length === 1);
    await write(first, ana, 1, 2);
    await until('they have talked', async () => (await texts(page, bob)).length === 2 && (await texts(first, ana)).length === 2);
    const before = await page.evaluate((peer) => window.chat.person(peer).refresh().then(({ uid }) => uid), bob);
    await page.evaluate((peer) => window.chat.person(peer).setContact({ contact: true, favorite: true }), bob);
    await backend('userdel', { user: { address: bob } });
    const second = await stage.openChat(await stage.newContext(), { url: stage.server.url }, await newToken(stage.server, bob));
    await online(second);
    await until('it is another one', () => page.evaluate(([peer, uid]) => window.chat.person(peer).uid > uid, [bob, before]));
    await write(second, ana, 5, 6);
    await until('the new one has written', async () => (await texts(page, bob)).length === 1);
    assert.deepEqual(await texts(page, bob), ['5']);
    assert.deepEqual((await texts(page, `#${before}`)).slice(0, 2), ['0', '1']);
    assert.deepEqual(await page.evaluate((peer) => [window.chat.person(peer).isContact, window.chat.person(peer).isFavorite], bob), [false, false]);
    network.down();
    await stage.begin(page, network, anaToken, {}, 'open');
    assert.deepEqual(await texts(page, bob), ['5'], 'after a reload, too');
  });

  it('F9: is watched also while nobody has it: whoever gets it is shown as soon as one is there', async () => {
    const network = await stage.newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const page = await stage.openChat(await stage.newContext(), network, await newToken(stage.server, ana));
    await online(page);
    await page.evaluate((peer) => window.chat.person(peer).watch(), bob);
    await until('nobody has it', () => page.evaluate((peer) => window.chat.person(peer).exists === false, bob));
    const first = await stage.openChat(await stage.newContext(), { url: stage.server.url }, await newToken(stage.server, bob));
    await online(first);
    const shown = (page) => page.evaluate((peer) => { const { exists, name, online } = window.chat.person(peer); return [exists, name, online]; }, bob);
    await until('one is there', async () => (await shown(page))[2] === true);
    const [exists, name] = await shown(page);
    assert.notEqual(exists, false);
    assert.equal(name, bob.toUpperCase());
    await backend('userdel', { user: { address: bob } });
    await until('it is gone', async () => (await shown(page))[2] !== true);
    const second = await stage.openChat(await stage.newContext(), { url: stage.server.url }, await newToken(stage.server, bob));
    await online(second);
    await until('the next one is there', async () => (await shown(page))[2] === true);
    assert.equal((await shown(page))[1], bob.toUpperCase());
  });
});
