// Names that turn the text around them, or have what is not seen in them: everywhere the page shows one.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { until } from './chat-stage.js';
import { opensBoth, shows, Stage, steps } from './messenger-stage.js';
import { Side } from './side.js';

/** Each begins with a word of its own, by which it is found on the page, and is written from right to left. */
const NAMES = { ana: 'אנה', bob: 'בוב', eve: 'חוה', group: 'קבוצה', renamed: 'חדשה', file: 'מסמך', picture: 'תמונה', subject: 'נושא' };
const HOSTILE = (word) => `${word}\u202e\u2066\u200b\ufeff\u{e0041}exe`;
const SHOWN = Object.fromEntries(Object.entries(NAMES).map(([key, word]) => [key, `${word}exe`]));

let stage, page, left, eve, group;

before(async () => {
  stage = await Stage.open();
  ({ page } = stage);
  await page.addInitScript(() => {
    globalThis.noticed = [];
    const { Notification: Real } = globalThis;
    globalThis.Notification = class extends Real {
      constructor(title, options) {
        super(title, options);
        globalThis.noticed.push(title, options.body);
      }
    };
  });
});

after(() => stage?.close());

const step = steps(() => stage);

/**
 * What a reader could be misled by in what the page shows now: a mark of direction or a character that is not seen, and a
 * name that stands among other words and is kept apart from them by no element and no mark. And which names are there.
 */
const judge = () =>
  page.evaluate((words) => {
    const wrong = [];
    const found = new Set();
    const look = (text, where, apart) => {
      if (/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066\u2067\ufeff\u{e0000}-\u{e007f}]/u.test(text)) wrong.push(`${where} is not stripped: ${JSON.stringify(text)}`);
      for (const [key, word] of words) {
        if (!text.includes(word)) continue;
        found.add(key);
        // A subject is what was said, and no name. The server puts "_" for what a name of a file cannot have
        const name = `${word}_*exe(\\.\\w+)?`;
        const alone = new RegExp(`^\\s*${name}\\s*$`).test(text);
        if (key !== 'subject' && !apart && !alone && !new RegExp(`\u2068${name}\u2069`).test(text)) wrong.push(`${where} is not kept apart: ${JSON.stringify(text)}`);
      }
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      if (['SCRIPT', 'STYLE'].includes(node.parentElement.tagName)) continue;
      // alone in its own line is apart, too; a name in a line with others needs an element that isolates
      const isolates = (element) => ['isolate', 'plaintext', 'isolate-override'].includes(getComputedStyle(element).unicodeBidi);
      let at = node.parentElement;
      while (at !== document.body && getComputedStyle(at).display.startsWith('inline') && !isolates(at)) at = at.parentElement;
      look(node.data, `the text in <${node.parentElement.tagName.toLowerCase()} class="${node.parentElement.className}">`, isolates(at) && at.textContent.trim() === node.data.trim());
    }
    for (const element of document.querySelectorAll('*')) {
      for (const name of ['title', 'aria-label', 'aria-description', 'alt', 'placeholder', 'download', 'label']) {
        const text = element.getAttribute(name);
        if (text !== null) look(text, `${name} of <${element.tagName.toLowerCase()}>`, false);
      }
    }
    look(document.title, 'the title of the window', false);
    for (const text of globalThis.noticed ?? []) look(text, 'a notice', false);
    return { wrong, found: [...found] };
  }, Object.entries(NAMES));

const look = (visible) =>
  page.evaluate((visible) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: visible ? 'visible' : 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  }, visible);

const toMessage = async (text) => shows(left.message(text), text);
const openGroup = () => left.row(`g:${group.gid}`).click();
const close = () => left.closeDialog();

/** Where names are shown: how one gets there, what is to be seen there, and how one goes on. */
const PLACES = [
  { place: 'the choice of two users', names: ['ana', 'bob'], at: async () => {
    await page.goto(stage.address);
    await page.locator('[name=left-address]').fill('ana');
    await page.locator('[name=right-address]').fill('bob');
    await shows(page.getByText('Known as').first(), 'who that is');
  } },
  { place: 'the windows side by side', names: ['ana', 'bob', 'eve', 'group'], at: async () => {
    await page.getByRole('button', { name: 'Open both windows' }).click();
    await opensBoth(page);
    await shows(left.row('u:eve'), 'the chat with Eve');
    await shows(left.row(`g:${group.gid}`).getByText('Hello'), 'the last message of the group');
  } },
  { place: 'a group, its members and who writes', names: ['group', 'eve', 'bob'], at: async () => {
    await openGroup();
    await toMessage('Hello');
    await shows(left.status.getByText(/3 members/), 'the members');
  } },
  { place: 'who is typing', names: ['eve'], at: async () => {
    await until('the page tells who types', async () => {
      group.conversation.sendTyping();
      return left.window.locator('.activity').first().isVisible();
    });
  } },
  { place: 'the story of the group', names: ['renamed', 'eve', 'bob'], at: async () => {
    await group.set({ name: HOSTILE(NAMES.renamed) });
    await group.remove(['bob']);
    await group.add(['bob']);
    await shows(left.window.locator('[data-episode=renamed]'), 'that it has another name');
    await shows(left.window.locator('[data-episode=removed]'), 'that Bob was removed');
    await shows(left.window.locator('[data-episode=added]'), 'that Bob was added');
  } },
  { place: 'a document', names: ['file'], at: async () => {
    group.conversation.sendFile(new File(['text'], `${HOSTILE(NAMES.file)}.txt`, { type: 'text/plain' }));
    await shows(left.message(NAMES.file), 'the document');
  } },
  { place: 'a picture', names: ['picture'], at: async () => {
    group.conversation.sendFile(new File([await stage.picture(60, 40)], `${HOSTILE(NAMES.picture)}.png`, { type: 'image/png' }));
    await shows(left.window.locator('[data-picture]'), 'the picture');
  } },
  { place: 'a picture as large as the page', names: ['picture', 'eve'], at: async () => {
    await left.window.locator('button.picture').click();
    await shows(page.getByRole('dialog').getByRole('link', { name: 'Download' }), 'the picture');
  }, leave: close },
  { place: 'a message that has a subject only', names: ['subject'], at: async () => {
    await group.conversation.send({ title: HOSTILE(NAMES.subject) }).accepted();
    await shows(left.message(NAMES.subject), 'the subject');
  } },
  { place: 'an answer', names: ['eve'], at: () => left.act('Hello', 'Reply') },
  { place: 'a quotation', names: ['eve'], at: async () => {
    await left.send('An answer');
    await shows(left.message('An answer').locator('blockquote strong'), 'what it answers');
  } },
  { place: 'who has a message', names: ['eve', 'bob'], at: async () => {
    await left.act('An answer', 'Info');
    await shows(left.dialog.locator('[data-address=eve]'), 'Eve');
  }, leave: close },
  { place: 'whom to forward to', names: ['renamed', 'eve', 'bob'], at: async () => {
    await left.act('Hello', 'Forward…');
    await left.dialog.locator('[data-address=eve]').click();
    await shows(left.dialog.locator('[data-chosen]'), 'who is chosen');
  }, leave: close },
  { place: 'files to be sent', names: ['renamed', 'file'], at: async () => {
    await left.window.locator('[data-chooser]').setInputFiles([{ name: `${HOSTILE(NAMES.file)}.txt`, mimeType: 'text/plain', buffer: Buffer.from('x') }]);
    await shows(left.dialog.locator('[data-staged]'), 'the file');
  }, leave: close },
  { place: 'the settings of the group', names: ['renamed', 'eve', 'bob', 'ana'], at: async () => {
    await left.about();
    await shows(left.dialog.locator('[data-member=eve]'), 'Eve');
  }, leave: close },
  { place: 'the chat with somebody', names: ['eve'], at: async () => {
    await left.open('u:eve');
    await toMessage('Hi');
  } },
  { place: 'what is known of somebody', names: ['eve'], at: () => left.about(), leave: close },
  { place: 'a new chat', names: ['ana', 'eve', 'bob'], at: () => left.window.getByRole('button', { name: 'New chat' }).click(), leave: close },
  { place: 'a new group', names: ['ana', 'eve', 'bob'], at: async () => {
    await left.window.getByRole('button', { name: 'New group' }).click();
    await left.dialog.locator('[data-address=bob]').click();
  }, leave: close },
  { place: 'one\'s own profile', names: ['ana'], at: () => left.window.getByTitle('Your profile').click(), leave: close },
  { place: 'what was searched', names: ['renamed', 'eve'], at: async () => {
    await left.search.fill('h');
    await shows(left.window.locator('[data-hit]').first(), 'what was found');
  }, leave: () => left.search.fill('') },
  { place: 'notices, and the title of the window', names: ['renamed', 'eve'], at: async () => {
    await look(false);
    await group.conversation.send('To be told').accepted();
    await until('it was told', () => page.evaluate(() => globalThis.noticed.length > 0));
  }, leave: () => look(true) },
];

describe('G20: names that turn the text around them', { concurrency: false }, () => {
  step('are given to people and to a group', async () => {
    for (const user of ['ana', 'bob', 'eve']) await stage.addUser(user, HOSTILE(NAMES[user]));
    await page.context().grantPermissions(['notifications'], { origin: stage.server.url });
    await page.addInitScript(() => localStorage.setItem('carillon.messenger.notices', 'yes'));
    eve = await stage.chatOf('eve');
    await eve.self.set({ name: HOSTILE(NAMES.eve) });
    assert.equal(eve.self.name, HOSTILE(NAMES.eve), 'the client gives it as it is');
    group = await eve.createGroup({ name: HOSTILE(NAMES.group), members: ['ana', 'bob'] });
    await group.conversation.send('Hello').accepted();
    await eve.conversation('ana').send('Hi').accepted();
    left = new Side(page, 'left');
  });

  for (const { place, names, at, leave } of PLACES) {
    step(`are harmless in ${place}`, async () => {
      await at();
      await until(`the names are there: ${names.map((name) => SHOWN[name])}`, async () => {
        const { found } = await judge();
        return names.every((name) => found.includes(name));
      });
      assert.deepEqual((await judge()).wrong, []);
      await stage.shot(`names-${PLACES.findIndex((one) => one.place === place)}`);
      await leave?.();
    });
  }

  step('had no exception and no error in the console', () => assert.deepEqual(stage.complaints, []));
});
