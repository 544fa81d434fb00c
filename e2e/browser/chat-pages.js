// Pages that run the client, and what the tests do in them.
import assert from 'node:assert/strict';
import { newPerson, startBrowser } from './browser.js';
import { loadClient, Network, servePage } from './chat-stage.js';
import { startServer } from './server.js';

/** A server, a browser and an origin of its own; `close` ends all that was made of them, too. */
export class Stage {
  #closing = [];

  async start() {
    await loadClient();
    this.server = await startServer();
    this.#closing.push(() => this.server.close());
    this.browser = await startBrowser();
    this.#closing.push(() => this.browser.close());
    this.origin = await servePage();
    this.#closing.push(() => this.origin.close());
  }

  async close() {
    for (const close of this.#closing.reverse()) await close();
  }

  async newNetwork() {
    const network = await Network.to(this.server.url);
    this.#closing.push(() => network.close());
    return network;
  }

  async newContext() {
    const context = await newPerson(this.browser);
    this.#closing.push(() => context.close());
    return context;
  }

  /** A page whose `chat` is connected as the holder of a token. */
  async openChat(context, network, token, options = {}) {
    const page = await context.newPage();
    page.on('pageerror', (error) => assert.fail(`exception in the page: ${error.stack}`));
    await this.begin(page, network, token, options);
    return page;
  }

  /** `how`: `start`, or `open` to stay offline. */
  async begin(page, network, token, options = {}, how = 'start') {
    await page.goto(this.origin.url);
    await page.waitForFunction(() => window.loaded);
    await page.evaluate(
      async ({ url, token, options, how }) => {
        window.chat = new window.client.Chat({ url, token, ...options });
        window.seen = [];
        window.errors = [];
        window.chat.on('message', (message) => window.seen.push(message.mid));
        window.chat.on('error', (error) => window.errors.push(error.message));
        await window.chat[how]();
      },
      { url: network.url, token, options, how },
    );
  }
}

export const online = (page) => page.waitForFunction(() => window.chat.online, undefined, { timeout: 60_000 });

/** The database of the one user of this page, as `window.database`. */
export const noteDatabase = (page) =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    window.database = names.find((name) => /^carillon:\d+:\d+$/.test(name));
  });

/** Connected again, without the pauses that grow with every break. */
export const back = (page) =>
  page.waitForFunction(() => window.chat.online || void window.chat.reconnect(), undefined, { timeout: 60_000, polling: 50 });

let people = 0;
/** An address that no other test has. */
export const somebody = (name) => `${name}-${++people}-${Date.now() % 1_000_000}`;

/** The whole conversation as the page shows it, oldest first. */
export function history(page, peer) {
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

export const ids = (messages) => messages.map(({ mid }) => mid);

/** Sends the numbers from one to before another. */
export function write(page, peer, from, to) {
  return page.evaluate(
    ([address, first, end]) => {
      window.written = [];
      for (let n = first; n < end; n++) window.written.push(window.chat.conversation(address).send(`${n}`).mid);
    },
    [peer, from, to],
  );
}
