// A first login with much that waits: what is shown on the way is true, or not shown.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { newPerson } from './browser.js';
import { until } from './chat-stage.js';
import { PHONE, shows, Stage, steps, WIDE } from './messenger-stage.js';
import { askBackend } from './server.js';
import { Side } from './side.js';

const WAITING = { bob: 700, cy: 290, eve: 2_010 };
const AT_ONCE = 32;

let stage;

before(async () => {
  stage = await Stage.open();
  for (const [address, name] of [['bob', 'Bob'], ['cy', 'Cy'], ['eve', 'Eve'], ['dee', 'Dee'], ['fay', 'Fay']]) await stage.addUser(address, name);
  const messages = Object.entries(WAITING).flatMap(([from, count]) => Array.from({ length: count }, (_, n) => ({ from, message: `${n}` })));
  const all = ['dee', 'fay'].flatMap((to) => messages.map((message) => ({ ...message, to })));
  const writer = async () => {
    for (let message = all.pop(); message !== undefined; message = all.pop()) await ask('message', { message });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, writer));
});

after(() => stage?.close());

const step = steps(() => stage);

const ask = (op, more) => askBackend(stage.server, op, more);

/** Notes every number that the page ever shows: of each chat, and in its title. */
function note() {
  globalThis.shown = {};
  const add = (where, what) => {
    const all = (globalThis.shown[where] ??= []);
    if (what && all.at(-1) !== what) all.push(what);
  };
  new MutationObserver(() => {
    for (const row of document.querySelectorAll('[data-conversation]')) add(row.dataset.conversation, row.querySelector('[data-unread]')?.firstChild.textContent);
    add('title', /^\((.*?)\)/.exec(document.title)?.[1]);
    add('skeleton', document.querySelector('[data-skeleton=chats]') && 'yes');
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

describe('a first login with 3,000 unread messages', { concurrency: false }, () => {
  for (const [width, viewport, address] of [['1360', WIDE, 'dee'], ['390', PHONE, 'fay']]) {
    step(`F14: ${width}: shows each number once, and the chat from its first unread message`, async () => {
      const person = await newPerson(stage.browser);
      const page = await person.newPage();
      stage.watch(page);
      await page.setViewportSize(viewport);
      await page.addInitScript(note);
      const { invite } = await ask('inviteadd', { invite: { address, lifetime: 3600, uses: 1 } });
      await page.goto(new URL(invite.url, stage.server.url).href);
      await page.getByRole('button', { name: 'Sign in' }).click();
      const mine = new Side(page, 'one', page.locator('[data-window]'));
      await shows(mine.connection('online'), 'that one is connected');
      await shows(mine.unread('u:eve'), 'what is unread');
      await stage.shotOf(page, `arrived-${width}`);
      await until('all has arrived', () => page.evaluate(() => globalThis.shown.title?.at(-1) === '999+'));
      assert.deepEqual(await page.evaluate(() => globalThis.shown), {
        skeleton: ['yes'],
        title: ['999+'],
        'u:bob': ['700'],
        'u:cy': ['290'],
        'u:eve': ['999+'],
      });

      await mine.row('u:cy').click();
      await shows(mine.window.getByRole('heading', { name: 'Unread', exact: true }), 'the line above what is unread');
      await stage.shotOf(page, `unread-line-${width}`);
      await person.close();
    });
  }

  step('had no exception and no error in the console', () => assert.deepEqual(stage.complaints, []));
});
