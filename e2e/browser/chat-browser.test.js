// The JavaScript client in a real browser, with its store in IndexedDB.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newPerson, startBrowser } from './browser.js';
import { loadClient, Network, newToken, servePage, until } from './chat-stage.js';
import { startServer } from './server.js';

// The long form: CHAT_MESSAGES=5000 CHAT_CUTS=50
const MESSAGES = Number(process.env.CHAT_MESSAGES ?? 500);
const CUTS = Number(process.env.CHAT_CUTS ?? 8);
const LONG_HISTORY = Number(process.env.CHAT_HISTORY ?? 5_000);
const LONG_MS = Number(process.env.CHAT_MS ?? 600_000);

let server, browser, origin;
const closing = [];

before(async () => {
  await loadClient();
  server = await startServer();
  browser = await startBrowser();
  origin = await servePage();
});

after(async () => {
  for (const close of closing.reverse()) await close();
  await browser?.close();
  origin?.close();
  await server?.close();
});

async function newNetwork() {
  const network = await Network.to(server.url);
  closing.push(() => network.close());
  return network;
}

async function newContext() {
  const context = await newPerson(browser);
  closing.push(() => context.close());
  return context;
}

/** A page whose `chat` is connected as the holder of a token. */
async function openChat(context, network, token, options = {}) {
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(`exception in the page: ${error.stack}`));
  await begin(page, network, token, options);
  return page;
}

async function begin(page, network, token, options = {}) {
  await page.goto(origin.url);
  await page.waitForFunction(() => window.loaded);
  await page.evaluate(
    async ({ url, token, options }) => {
      window.chat = new window.client.Chat({ url, token, ...options });
      window.seen = [];
      window.errors = [];
      window.chat.on('message', (message) => window.seen.push(message.mid));
      window.chat.on('error', (error) => window.errors.push(error.message));
      await window.chat.start();
    },
    { url: network.url, token, options },
  );
}

const online = (page) => page.waitForFunction(() => window.chat.online, undefined, { timeout: 60_000 });

/** Connected again, without the pauses that grow with every break. */
const back = (page) =>
  page.waitForFunction(() => window.chat.online || void window.chat.reconnect(), undefined, { timeout: 60_000, polling: 50 });

let people = 0;
/** An address that no other test has. */
const somebody = (name) => `${name}-${++people}-${Date.now() % 1_000_000}`;

/** The whole conversation as the page shows it, oldest first. */
function history(page, peer) {
  return page.evaluate(async (address) => {
    const conversation = window.chat.conversation(address);
    const all = [];
    for (let page = await conversation.messages({ limit: 200 }); ; ) {
      all.unshift(...page.messages.map(({ mid, order, text, status, own }) => ({ mid, order, text, status, own })));
      if (!page.more || page.messages.length === 0) return all;
      page = await conversation.messages({ limit: 200, before: page.messages[0] });
    }
  }, peer);
}

describe('a network that breaks', () => {
  it('loses nothing, doubles nothing and changes no order', { timeout: LONG_MS }, async () => {
    const network = await newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const [anaToken, bobToken] = [await newToken(server, ana), await newToken(server, bob)];
    const left = await openChat(await newContext(), network, anaToken);
    const right = await openChat(await newContext(), network, bobToken);
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
        await begin(left, network, anaToken);
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

const ids = (messages) => messages.map(({ mid }) => mid);

/** Sends the numbers from one to before another. */
function write(page, peer, from, to) {
  return page.evaluate(
    ([address, first, end]) => {
      window.written = [];
      for (let n = first; n < end; n++) window.written.push(window.chat.conversation(address).send(`${n}`).mid);
    },
    [peer, from, to],
  );
}
