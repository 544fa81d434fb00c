// What the tests of the messenger page share: a server, users, pages of theirs, and waiting that says what was missed.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import WebSocket from 'ws';
import { newPerson, startBrowser } from './browser.js';
import { loadClient } from './chat-stage.js';
import { askBackend, startServer } from './server.js';
import { Side } from './side.js';

/** A name as it stands among other words in a label: kept apart from them. */
export const isolated = (name) => `\u2068${name}\u2069`;

export const WIDE = { width: 1360, height: 800 };
export const PHONE = { width: 390, height: 780 };

/** Waits until a locator is there and visible, and says what was missed when it is not. */
export async function shows(locator, what, timeout = undefined) {
  await locator.waitFor({ state: 'visible', timeout }).catch(() => assert.fail(`not shown: ${what}`));
}

export async function vanishes(locator, what) {
  await locator.waitFor({ state: 'hidden' }).catch(() => assert.fail(`still shown: ${what}`));
}

export const withStatus = (locator, status) => locator.and(locator.page().locator(`[data-status=${status}]`));

/** Who was cut off waits up to half a minute before the next attempt. */
const RECONNECT_MS = 60_000;

/** Both users of a page are connected. */
export async function opensBoth(page) {
  for (const side of [new Side(page, 'left'), new Side(page, 'right')]) {
    await shows(side.connection('online'), `the ${side.name} user is connected`, RECONNECT_MS);
  }
}

/** A server with users, a browser, and a page of which everything that goes wrong is written down. */
export class Stage {
  complaints = [];
  /** Told by a test while it is to be expected that resources can not be loaded. */
  expectsErrors = false;
  #chats = [];

  /** `settings`: of the server, as environment variables. */
  static async open(settings = {}) {
    const stage = new Stage();
    stage.server = await startServer(settings);
    stage.browser = await startBrowser();
    stage.shots = process.env.CARILLON_SCREENSHOTS ?? (await mkdtemp(join(tmpdir(), 'carillon-screenshots-')));
    await mkdir(stage.shots, { recursive: true });
    stage.person = await newPerson(stage.browser);
    stage.page = await stage.person.newPage();
    stage.watch(stage.page);
    return stage;
  }

  async close() {
    for (const chat of this.#chats) await chat.stop();
    await this.browser?.close();
    await this.server?.close();
    if (this.shots !== undefined) console.log(`screenshots: ${this.shots}`);
  }

  get address() {
    return `${this.server.url}/messenger#token=${this.server.token}`;
  }

  shot(name) {
    return this.shotOf(this.page, name);
  }

  shotOf(page, name) {
    return page.screenshot({ path: join(this.shots, `${name}.png`) });
  }

  /** Creates the user unless it is there; resolves to the token of a device, when one is named. */
  async addUser(address, name, device) {
    const token = device && { v2: true, javascript: true, device };
    const { user } = await askBackend(this.server, 'useradd', { user: { address, name, token } });
    return user.token;
  }

  /** Ana and Bob, new users, side by side. */
  async enter() {
    await this.page.goto(this.address);
    for (const [side, name] of [['left', 'Ana'], ['right', 'Bob']]) {
      await this.page.locator(`[name=${side}-address]`).fill(name.toLowerCase());
      await this.page.locator(`[name=${side}-name]`).fill(name);
    }
    await this.page.getByRole('button', { name: 'Open both windows' }).click();
    await opensBoth(this.page);
    return { left: new Side(this.page, 'left'), right: new Side(this.page, 'right') };
  }

  /** A user that is there, without a page: the client itself. */
  async chatOf(address) {
    const { Chat } = await loadClient();
    const chat = new Chat({ url: this.server.url, token: await this.addUser(address, undefined, 'bot'), database: false, webSocket: WebSocket });
    this.#chats.push(chat);
    await chat.start();
    await chat.whenOnline();
    return chat;
  }

  /** A picture of that size, drawn by the browser. */
  async picture(width, height) {
    const url = await this.page.evaluate(
      ([width, height]) => {
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const context = canvas.getContext('2d');
        const sky = context.createLinearGradient(0, 0, 0, height);
        sky.addColorStop(0, '#274690');
        sky.addColorStop(1, '#f6ae2d');
        context.fillStyle = sky;
        context.fillRect(0, 0, width, height);
        return canvas.toDataURL('image/png');
      },
      [width, height],
    );
    return Buffer.from(url.split(',')[1], 'base64');
  }

  /** Writes down everything that goes wrong in a page. */
  watch(page) {
    page.on('pageerror', (error) => this.complaints.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !this.expectsErrors) this.complaints.push(`console: ${message.text()}`);
    });
    page.on('response', (response) => {
      if (response.status() < 400 || this.expectsErrors) return;
      this.complaints.push(`${response.status()}: ${response.request().method()} ${response.url()}`);
    });
  }
}

/** Steps that go on where the one before ended; after one that failed the others are not tried. */
export function steps(stage) {
  let broken = false;
  return (name, run) =>
    it(name, async (t) => {
      if (broken) return t.skip('an earlier step failed');
      try {
        await run(t);
      } catch (error) {
        broken = true;
        await stage()?.shot('failed');
        console.log(stage()?.complaints);
        throw error;
      }
    });
}
