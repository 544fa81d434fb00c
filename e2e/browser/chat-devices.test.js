// Three devices of two users, in real browsers, over networks that break.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { back, history, ids, online, somebody, Stage, write } from './chat-pages.js';
import { newToken, until } from './chat-stage.js';

// The long form: CHAT_MESSAGES=5000 CHAT_CUTS=50
const MESSAGES = Number(process.env.CHAT_MESSAGES ?? 300);
const CUTS = Number(process.env.CHAT_CUTS ?? 9);
const LONG_MS = Number(process.env.CHAT_MS ?? 600_000);

const stage = new Stage();

before(() => stage.start());

after(() => stage.close());

it('show one history on all three, the same as the server, whatever breaks and whichever is reloaded', { timeout: LONG_MS }, async () => {
  const [ana, bob] = [somebody('ana'), somebody('bob')];
  const newDevice = async (me, peer, first) => {
    const [network, token] = [await stage.newNetwork(), await newToken(stage.server, me)];
    const page = await stage.openChat(await stage.newContext(), network, token);
    await online(page);
    return { page, network, token, me, peer, first };
  };
  const each = Math.floor(MESSAGES / 3);
  const devices = [await newDevice(ana, bob, 0), await newDevice(bob, ana, 1e6)];
  const all = (work) => Promise.all(devices.map(work));
  const piece = (step) => all(({ page, peer, first }) => write(page, peer, first + upTo(step), first + upTo(step + 1)));
  const upTo = (step) => Math.floor((each * step) / (CUTS + 1));
  for (let step = 0; step <= CUTS; step++) {
    // the second device of one user comes when there is something that it has not been told of
    if (step === 1) devices.push(await newDevice(ana, bob, 2e6));
    await piece(step);
    if (step === CUTS) break;
    const reloaded = devices[step - Math.floor(CUTS / 2)];
    if (reloaded !== undefined) {
      const { page, network, token } = reloaded;
      await page.waitForFunction(() => window.written.every((mid) => window.seen.includes(mid))); // stored, not sent
      network.cut();
      await stage.begin(page, network, token);
    }
    for (const { network } of step % 4 === 3 ? devices : [devices[step % devices.length]]) network.cut();
    await all(({ page }) => back(page));
  }
  const written = 2 * each + (each - upTo(1));
  const complete = ({ page, peer }) =>
    until('everything is there', async () => {
      const messages = await history(page, peer);
      return messages.length >= written && messages.every(({ order }) => order !== undefined) && messages;
    }, LONG_MS);
  const [one, other, third] = await all(complete);
  assert.equal(new Set(ids(one)).size, written);
  assert.deepEqual(ids(other), ids(one));
  assert.deepEqual(ids(third), ids(one));
  assert.deepEqual(third.map(({ order }) => order), one.map(({ order }) => order));
  const fresh = await newDevice(bob, ana, 0);
  assert.deepEqual(ids(await complete(fresh)), ids(one), 'as the server has it');
  for (const { first } of devices) {
    const numbers = one.map(({ text }) => Number(text)).filter((n) => n >= first && n < first + 1e6);
    assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b), 'the order in which they were written');
  }
  const delivered = async ({ page, peer }) => (await history(page, peer)).filter(({ own }) => own).every(({ status }) => status === 2);
  for (const device of devices) await until('every message is known to be delivered', () => delivered(device));
  assert.deepEqual(await all(({ page }) => page.evaluate(() => window.seen.length - new Set(window.seen).size)), [0, 0, 0], 'told twice');
  assert.deepEqual(await all(({ page }) => page.evaluate(() => window.errors)), [[], [], []]);
});
