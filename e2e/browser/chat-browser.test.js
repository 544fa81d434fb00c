// The JavaScript client in a real browser, with its store in IndexedDB.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { back, history, ids, noteDatabase, online, somebody, Stage, write } from './chat-pages.js';
import { newToken, until } from './chat-stage.js';

// The long form: CHAT_MESSAGES=5000 CHAT_CUTS=50
const MESSAGES = Number(process.env.CHAT_MESSAGES ?? 500);
const CUTS = Number(process.env.CHAT_CUTS ?? 8);
const LONG_HISTORY = Number(process.env.CHAT_HISTORY ?? 5_000);
const LONG_MS = Number(process.env.CHAT_MS ?? 600_000);

const stage = new Stage();

before(() => stage.start());

after(() => stage.close());

describe('a network that breaks', () => {
  it('loses nothing, doubles nothing and changes no order', { timeout: LONG_MS }, async () => {
    const network = await stage.newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const [anaToken, bobToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob)];
    const left = await stage.openChat(await stage.newContext(), network, anaToken);
    const right = await stage.openChat(await stage.newContext(), network, bobToken);
    await Promise.all([online(left), online(right)]);
    const half = MESSAGES / 2;
    const upTo = (step) => Math.floor((half * step) / (CUTS + 1));
    for (let step = 0; step <= CUTS; step++) {
      await Promise.all([write(left, bob, upTo(step), upTo(step + 1)), write(right, ana, upTo(step), upTo(step + 1))]);
      if (step === CUTS) break;
      network.cut();
      if (step === Math.floor(CUTS / 2)) {
        // it is told of what is stored; then it is killed in the middle of sending
        await left.waitForFunction(() => window.written.every((mid) => window.seen.includes(mid)));
        await stage.begin(left, network, anaToken);
      }
      await Promise.all([back(left), back(right)]);
    }
    const complete = async (page, peer) => {
      const all = await history(page, peer);
      return all.length >= MESSAGES && all.every(({ order }) => order !== undefined) && all;
    };
    const atLeft = await until('everything is at one side', () => complete(left, bob), LONG_MS);
    const atRight = await until('everything is at the other side', () => complete(right, ana), LONG_MS);
    assert.equal(network.cuts, CUTS);
    assert.deepEqual(ids(atLeft), ids(atRight));
    assert.equal(new Set(ids(atLeft)).size, MESSAGES);
    for (const own of [true, false]) {
      const numbers = atLeft.filter((message) => message.own === own).map(({ text }) => Number(text));
      assert.deepEqual(numbers, Array.from({ length: half }, (_, n) => n), 'the order in which they were written');
    }
    for (const page of [left, right]) {
      assert.equal(await page.evaluate(() => window.seen.length - new Set(window.seen).size), 0, 'told twice');
      assert.deepEqual(await page.evaluate(() => window.errors), []);
    }
  });
});

describe('tabs that share a login', () => {
  it('go on when the one with the connection is closed, and lose nothing that was sent in the change', async () => {
    const network = await stage.newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const context = await stage.newContext();
    const [anaToken, bobToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob)];
    const first = await stage.openChat(context, network, anaToken, { tabs: 'shared' });
    await online(first);
    const second = await stage.openChat(context, network, anaToken, { tabs: 'shared' });
    const third = await stage.openChat(context, network, anaToken, { tabs: 'shared' });
    const other = await stage.openChat(await stage.newContext(), network, bobToken);
    await Promise.all([online(second), online(third), online(other)]);
    assert.equal(network.connections, 2, 'three tabs have one connection');

    await third.evaluate((peer) => window.chat.person(peer).watch(), bob);
    await write(second, bob, 0, 50);
    await first.close({ runBeforeUnload: false });
    await write(second, bob, 50, 100);
    await write(third, bob, 100, 101);
    await until('who is watched is seen in the tabs that are left', () =>
      third.evaluate((peer) => window.chat.online && window.chat.person(peer).online, bob));
    await until('all has arrived once', async () => (await history(other, ana)).length === 101);
    await write(other, ana, 0, 1);
    for (const tab of [second, third]) {
      await until('the answer is in every tab', async () => (await history(tab, bob)).length === 102);
      assert.equal(await tab.evaluate((peer) => window.chat.conversation(peer).unread, bob), 1);
    }
    await third.evaluate((peer) => window.chat.conversation(peer).markRead(), bob);
    for (const tab of [second, third]) {
      await until('it is read in every tab', () => tab.evaluate((peer) => window.chat.conversation(peer).unread === 0, bob));
    }
    const numbers = (await history(other, ana)).filter(({ own }) => !own).map(({ text }) => Number(text));
    assert.deepEqual(numbers.filter((n) => n < 100), Array.from({ length: 100 }, (_, n) => n));
    assert.equal(new Set(numbers).size, 101);
    assert.equal(network.connections, 2);
  });

  it('sign each other out when they do not share', async () => {
    const network = await stage.newNetwork();
    const token = await newToken(stage.server, somebody('ana'));
    const first = await stage.openChat(await stage.newContext(), network, token);
    await online(first);
    const second = await stage.openChat(await stage.newContext(), network, token);
    await online(second);
    await first.waitForFunction(() => window.chat.connection.name === 'SIGNOUT');
    assert.equal(await second.evaluate(() => window.chat.online), true);
  });
});

describe('the local store', () => {
  it('has after a reload without network what was received and what waits to be sent', async () => {
    const network = await stage.newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const [anaToken, bobToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob)];
    const left = await stage.openChat(await stage.newContext(), network, anaToken);
    const right = await stage.openChat(await stage.newContext(), network, bobToken);
    await Promise.all([online(left), online(right)]);
    await write(right, ana, 0, 3);
    await left.waitForFunction(() => window.seen.length === 3);
    network.down();
    await write(left, bob, 3, 6);
    await left.waitForFunction(() => window.seen.length === 6);
    await stage.begin(left, network, anaToken);
    assert.deepEqual((await history(left, bob)).map(({ text, status }) => [text, status]), [['0', 0], ['1', 0], ['2', 0], ['3', 0], ['4', 0], ['5', 0]]);
    const list = await left.evaluate(() => window.chat.conversations().map((c) => [c.key, c.unread, c.last.text]));
    assert.deepEqual(list, [[`u:${bob}`, 3, '5']]);
    network.up();
    await back(left);
    await back(right);
    await until('the unsent messages arrive', async () => (await history(right, ana)).length === 6);
    assert.deepEqual((await history(right, ana)).map(({ text }) => text), ['0', '1', '2', '3', '4', '5']);
  });

  it('belongs to one user: another one finds it empty, and what was not sent is never sent in that one\'s name', async () => {
    const network = await stage.newNetwork();
    const [ana, bob, cy] = [somebody('ana'), somebody('bob'), somebody('cy')];
    const [anaToken, bobToken, cyToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob), await newToken(stage.server, cy)];
    const page = await stage.openChat(await stage.newContext(), network, anaToken);
    const other = await stage.openChat(await stage.newContext(), network, cyToken);
    await Promise.all([online(page), online(other)]);
    await write(page, cy, 0, 1);
    await until('the first is there', async () => (await history(other, ana)).length === 1);
    network.down();
    await write(page, cy, 1, 2);
    await page.waitForFunction(() => window.seen.length === 2);
    network.up();
    await stage.begin(page, network, bobToken);
    await online(page);
    assert.deepEqual(await page.evaluate(() => window.chat.conversations().length), 0);
    await write(page, cy, 7, 8);
    await back(other);
    await until('only his own message comes', async () => (await history(other, bob)).length === 1);
    assert.deepEqual((await history(other, bob)).map(({ text }) => text), ['7']);
    assert.deepEqual((await history(page, cy)).map(({ text }) => text), ['7']);
  });

  it('that is deleted under the page is replaced by memory, with one clear error and without a break', async () => {
    const network = await stage.newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const [anaToken, bobToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob)];
    const left = await stage.openChat(await stage.newContext(), network, anaToken);
    const right = await stage.openChat(await stage.newContext(), network, bobToken);
    await Promise.all([online(left), online(right)]);
    await write(right, ana, 0, 2);
    await left.waitForFunction(() => window.seen.length === 2);
    await noteDatabase(left);
    await left.evaluate(() => new Promise((resolve) => (indexedDB.deleteDatabase(window.database).onsuccess = resolve)));
    await write(right, ana, 2, 4);
    await write(left, bob, 4, 5);
    await until('all are shown', async () => (await history(left, bob)).length === 5);
    assert.match((await left.evaluate(() => window.errors)).join(), /^the local store carillon:\d+:\d+ is deleted or upgraded by another tab$/);
    await until('the other side has it', async () => (await history(right, ana)).length === 5);
  });

  it('shows a page of a long history, from anywhere in it', async (context) => {
    const network = await stage.newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const token = await newToken(stage.server, ana);
    await newToken(stage.server, bob);
    const page = await stage.openChat(await stage.newContext(), network, token);
    await online(page);
    await noteDatabase(page);
    await fill(page, bob, LONG_HISTORY);
    await stage.begin(page, network, token);
    await online(page);
    const { pages, ms, last, texts, search } = await page.evaluate(async (peer) => {
      const conversation = window.chat.conversation(peer);
      const texts = [];
      const times = [];
      let before;
      for (;;) {
        const begun = performance.now();
        const page = await conversation.messages({ limit: 100, before });
        times.push(performance.now() - begun);
        texts.push(...page.messages.map(({ text }) => text).reverse());
        before = page.messages[0];
        if (!page.more || before === undefined) break;
      }
      const begun = performance.now();
      const found = await window.chat.search('message 17', { limit: 20 });
      return {
        pages: times.length,
        ms: times.sort((a, b) => a - b)[Math.floor(times.length / 2)],
        last: times.at(-1),
        texts,
        search: [found.messages.length, performance.now() - begun],
      };
    }, bob);
    assert.deepEqual(texts, Array.from({ length: LONG_HISTORY }, (_, n) => `message ${LONG_HISTORY - 1 - n}`));
    assert.equal(search[0], Math.min(20, texts.filter((text) => text.includes('message 17')).length));
    context.diagnostic(`${LONG_HISTORY} messages: ${pages} pages of 100, ${ms.toFixed(1)} ms median, ${last.toFixed(1)} ms worst; search ${search[1].toFixed(0)} ms`);
  });
});

describe('a worker', () => {
  it('has a chat of its own, with a store', async () => {
    const network = await stage.newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const [anaToken, bobToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob)];
    const other = await stage.openChat(await stage.newContext(), network, bobToken);
    await online(other);
    const page = await (await stage.newContext()).newPage();
    await page.goto(stage.origin.url);
    const work = (address) =>
      page.evaluate(
        ([options, client, peer]) => {
          const code = `import { Chat } from '${client}';
            const chat = new Chat(${JSON.stringify(options)});
            await chat.start();
            await chat.whenOnline();
            await chat.conversation('${peer}').send('from a worker').accepted();
            const { messages } = await chat.conversation('${peer}').messages();
            postMessage([chat.storage, messages.map(({ text }) => text)]);`;
          const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
          return new Promise((resolve, reject) => {
            worker.onmessage = ({ data }) => {
              worker.terminate();
              resolve(data);
            };
            worker.onerror = ({ message }) => reject(new Error(message));
          });
        },
        [{ url: network.url, token: anaToken }, `${stage.origin.url}carillon-client.js`, address],
      );
    assert.deepEqual(await work(bob), ['kept', ['from a worker']]);
    assert.deepEqual(await work(bob), ['kept', ['from a worker', 'from a worker']], 'the next one finds what this one kept');
    await until('both have come', async () => (await history(other, ana)).length === 2);
  });
});

/** Puts messages into the page's store as if they had come long ago. */
function fill(page, peer, count) {
  return page.evaluate(
    async ([address, messages]) => {
      await window.chat.stop();
      const db = await new Promise((resolve) => {
        const request = indexedDB.open(window.database);
        request.onsuccess = () => resolve(request.result);
      });
      const tx = db.transaction(['messages', 'conversations'], 'readwrite');
      const key = `u:${address}`;
      let last;
      for (let n = 0; n < messages; n++) {
        const order = (n + 1) / 1e6; // below whatever the server has given
        last = { conv: key, rev: 1, order, mid: n + 1, from: address, ts: 1_700_000_000_000 + n, status: 0, content: { text: `message ${n}` } };
        tx.objectStore('messages').put(last);
      }
      tx.objectStore('conversations').put({ key, rev: 1, last, activity: last.ts, unreadHere: 0, unreadThere: 0, loaded: [[0, Number.MAX_SAFE_INTEGER]] });
      await new Promise((resolve) => (tx.oncomplete = resolve));
      db.close();
    },
    [peer, count],
  );
}
