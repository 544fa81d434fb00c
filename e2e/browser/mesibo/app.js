// One application in its page, as a person uses it.
import assert from 'node:assert/strict';
import { until } from '../chat-stage.js';

export class App {
  #page;
  complaints = [];

  constructor(page, name) {
    this.#page = page;
    this.name = name;
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(person, url) {
    const page = await person.newPage();
    const app = new App(page, new URL(url).pathname);
    await page.goto(url);
    return app;
  }

  async has(selector) {
    await this.#page.locator(selector).first().waitFor({ state: 'attached' });
  }

  async hasNo(selector) {
    return (await this.#page.locator(selector).count()) === 0;
  }

  async reads(selector, text) {
    await until(`${this.name} ${selector} reads "${text}"`, async () => (await this.text(selector)) === text, 15_000);
  }

  async text(selector) {
    return ((await this.#page.locator(selector).first().textContent()) ?? '').trim();
  }

  async attribute(selector, name) {
    return this.#page.locator(selector).first().getAttribute(name);
  }

  async press(button, instead) {
    if (instead !== undefined) return instead();
    await this.#page.locator(`#${button}`).click();
  }

  async fill(id, text) {
    await this.#page.locator(`#${id}`).fill(text);
  }

  /** Types into the field for targets, and presses a button. */
  async target(text, button) {
    await this.#page.locator('#target').fill(text);
    await this.press(button);
  }

  async send(text) {
    await this.#page.locator('#text').fill(text);
    await this.#page.locator('#send').click();
  }

  async type(text) {
    await this.#page.locator('#text').pressSequentially(text);
  }

  async sendFile(name, mimeType, buffer) {
    await this.#page.locator('#file').setInputFiles({ name, mimeType, buffer });
  }

  /** The file field is for the profile this time: nothing is sent. */
  async setPicture(name, mimeType, buffer) {
    await this.#page.evaluate(() => (app.sendFile = () => {}));
    await this.sendFile(name, mimeType, buffer);
    await this.press('set-picture');
  }

  async seesPicture(text, width) {
    const picture = this.#row(text).last().locator('.img');
    await until(
      `${this.name} sees the picture of "${text}"`,
      () => picture.evaluate((img, width) => img.complete && img.naturalWidth === width, width),
      15_000,
    );
  }

  #row(text) {
    return this.#page.locator('#messages li').filter({ has: this.#page.locator('.text', { hasText: new RegExp(`^${escaped(text)}$`) }) });
  }

  async hasMessage(text, { status, direction }) {
    const wanted = `${direction === undefined ? '' : `[data-direction="${direction}"]`}${status === undefined ? '' : `[data-status="${status}"]`}`;
    const row = this.#row(text).and(this.#page.locator(wanted));
    await row.first().waitFor({ state: 'attached' }).catch(async () => {
      const there = await this.#page.locator('#messages').evaluate((list) => list.outerHTML);
      assert.fail(`${this.name} does not show "${text}" ${wanted} in ${there}`);
    });
  }

  async count(text) {
    return this.#row(text).count();
  }

  async select(text) {
    await this.#row(text).last().click();
  }

  async openFromList(key) {
    await this.#page.locator(`#chats li[data-key="${key}"]`).click();
    await this.has(`#open[data-key="${key}"]`);
  }

  async logs(pattern) {
    await until(`${this.name} logs ${pattern}`, async () => pattern.test(await this.logged()), 15_000);
  }

  async logged() {
    return (await this.#page.locator('#log').textContent()) ?? '';
  }

  /** Connection states that it was told, in order. */
  async statuses() {
    return [...(await this.logged()).matchAll(/^status (-?\d+)$/gm)].map((match) => Number(match[1]));
  }

  async reload() {
    await this.#page.reload();
  }

  async close() {
    await this.#page.context().close();
  }
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
