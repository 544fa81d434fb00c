// What happens every day to who writes and reads: tabs, clipboards, keyboards of other scripts, days that pass.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { newPerson } from './browser.js';
import { until } from './chat-stage.js';
import { isolated, PHONE, shows, Stage, steps, vanishes, WIDE, withStatus } from './messenger-stage.js';
import { Side } from './side.js';

const DAY_MS = 86_400_000;

let stage, page, left, right;

before(async () => {
  stage = await Stage.open();
  ({ page } = stage);
  await stage.addUser('cy', 'Cy Young');
});

after(() => stage?.close());

const step = steps(() => stage);
const press = (key) => page.keyboard.press(key);

/** Gives the field or the chat something by the clipboard or by the mouse, in several forms at once. */
function give(how, forms) {
  return page.evaluate(
    ([how, forms]) => {
      const data = new DataTransfer();
      for (const [type, value] of Object.entries(forms)) {
        if (!value.file) data.setData(type, value);
        else data.items.add(new File([Uint8Array.from(atob(value.file), (char) => char.charCodeAt(0))], value.name, { type }));
      }
      const chat = document.querySelector('[data-side=left] .chat .chat');
      const options = { bubbles: true, cancelable: true };
      const event = how === 'paste' ? new ClipboardEvent('paste', { ...options, clipboardData: data }) : new DragEvent(how, { ...options, dataTransfer: data });
      return (how === 'paste' ? chat.querySelector('textarea') : chat).dispatchEvent(event);
    },
    [how, forms],
  );
}

/** As if the browser's user went to another window and came back. */
const look = (visible) =>
  page.evaluate((visible) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: visible ? 'visible' : 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  }, visible);

describe('the messenger every day', { concurrency: false }, () => {
  step('F4: has one login in two tabs, and goes on in each of them', async () => {
    ({ left, right } = await stage.enter());
    await left.newChat('bob');
    const second = await stage.person.newPage();
    await second.goto(stage.address);
    const [hers, his] = [new Side(second, 'left'), new Side(second, 'right')];
    for (const side of [hers, his, left, right]) await shows(side.connection('online'), `that ${side.name} is connected`);
    const tokens = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('carillon.messenger.token ')));
    assert.deepEqual(tokens.sort(), ['carillon.messenger.token left ana', 'carillon.messenger.token right bob']);
    await left.send('From the first tab');
    await shows(his.rowTitled('Ana').getByText('From the first tab'), 'the message in the second tab');
    await his.rowTitled('Ana').click();
    await his.send('From the second tab');
    await shows(left.message('From the second tab'), 'the answer in the first tab');
    for (const side of [hers, his, left, right]) assert.equal(await side.window.getByText('Signed out').count(), 0, `${side.name} is signed in`);
    await second.close();
    await shows(left.connection('online'), 'that the first tab goes on');
  });

  const FORMS = [
    ['cells of a spreadsheet', { 'text/plain': 'a\tb\n1\t2', 'text/html': '<table></table>', 'image/png': 'picture' }, 'words'],
    ['a part of a page', { 'text/plain': 'Some words', 'text/html': '<p>Some words</p>' }, 'words'],
    ['a picture alone', { 'image/png': 'picture' }, 'files'],
    ['a picture of a page', { 'text/html': '<img src=x>', 'image/png': 'picture' }, 'files'],
    ['a file of a file manager', { 'text/plain': 'file:///home/ana/pasted%20one.png', 'image/png': 'picture' }, 'files'],
  ];

  step('F5: takes words as words, and a picture alone as a picture, which it shows before it goes', async () => {
    const picture = (await stage.picture(80, 40)).toString('base64');
    const sent = await left.messages.count();
    for (const how of ['paste', 'drop']) {
      for (const [what, forms, meant] of FORMS) {
        const filled = Object.fromEntries(
          Object.entries(forms).map(([type, value]) => [type, value === 'picture' ? { file: picture, name: 'pasted one.png' } : value]),
        );
        const byItself = await give(how, filled);
        if (meant === 'words') {
          if (how === 'paste') assert.equal(byItself, true, `${what}: the field takes the words`);
          else await until(`${what}, dropped, is in the field`, async () => (await left.input.inputValue()) === forms['text/plain']);
          assert.equal(await left.dialog.count(), 0, `${what}: nothing is sent`);
          await left.input.fill('');
        } else {
          await shows(left.dialog.locator('[data-staged="pasted one.png"] img'), `${what}: the picture before it goes`);
          await left.closeDialog();
        }
      }
    }
    assert.equal(await left.messages.count(), sent, 'nothing was sent');
  });

  step('shows files with a caption before they go, at both widths', async () => {
    for (const [name, size] of [['wide', WIDE], ['phone', PHONE]]) {
      await page.setViewportSize(size);
      if (name === 'phone' && (await left.input.isHidden())) await left.row('u:bob').click();
      await left.input.fill('Begun here');
      const file = (name) => ({ name, mimeType: 'image/png', buffer: Buffer.from('x') });
      await left.window.locator('[data-chooser]').setInputFiles([
        { name: `tall-${name}.png`, mimeType: 'image/png', buffer: await stage.picture(60, 120) },
        file('not-this.png'),
      ]);
      await shows(left.dialog.locator('[data-staged="not-this.png"]'), 'both files');
      await stage.shot(`caption-${name}`);
      await left.dialog.getByRole('button', { name: `Leave out ${isolated('not-this.png')}` }).click();
      await vanishes(left.dialog.locator('[data-staged="not-this.png"]'), 'the file that is left out');
      assert.equal(await left.dialog.getByLabel('Caption').inputValue(), 'Begun here', 'what was begun goes along');
      await left.sendStaged(`A caption, ${name}`);
      const message = left.message(`A caption, ${name}`);
      await shows(message.getByRole('button', { name: `Open ${isolated(`tall-${name}.png`)}` }), 'the picture with its caption');
      await shows(withStatus(message.locator('.ticks'), 'delivered'), 'that it has arrived');
      assert.equal(await left.input.inputValue(), '', 'the field is empty');
      const { width, height } = await message.locator('.picture').boundingBox();
      assert.ok(Math.abs(width / height - 0.5) < 0.03, `the picture has its shape: ${width} × ${height}`);
    }
    await page.setViewportSize(WIDE);
  });

  step('F6: keeps the text of an edit that the server could not take', async () => {
    await left.send('Teh first');
    await shows(withStatus(left.tick('Teh first'), 'delivered'), 'that Bob has it');
    await left.act('Teh first', 'Edit');
    const edit = left.window.getByRole('textbox', { name: 'Edit the message' });
    stage.expectsErrors = true;
    await stage.server.stop();
    await shows(left.window.getByText('Reconnecting…'), 'that there is no connection');
    await edit.fill('The first');
    await edit.press('Enter');
    await shows(left.window.getByRole('alert'), 'that something is wrong');
    assert.equal(await edit.inputValue(), 'The first', 'the new text');
    await stage.server.start();
    for (const side of [left, right]) await shows(side.connection('online'), `that ${side.name} is connected`, 60_000);
    stage.expectsErrors = false;
    assert.equal(await edit.inputValue(), 'The first', 'the new text, still');
    await edit.press('Enter');
    await shows(left.message('The first').getByText('edited'), 'the edited message');
    await vanishes(edit, 'the edit');
  });

  step('F7: says READ only of what was on the screen', async () => {
    await right.rowTitled('Ana').click();
    for (let i = 1; i <= 40; i++) await left.send(`Line ${i}.`);
    await shows(right.message('Line 40.'), 'the newest for Bob');
    await right.window.locator('.scroll').evaluate((element) => (element.scrollTop = element.scrollHeight));
    await shows(withStatus(left.tick('Line 40.'), 'read'), 'that Bob has seen them');
    await right.window.locator('.scroll').evaluate((element) => (element.scrollTop = 0));
    await shows(right.window.getByRole('button', { name: 'To the newest message' }), 'the way down');
    await left.send('Below the edge');
    await shows(right.window.locator('[data-unseen="1"]'), 'that it has come');
    await shows(right.unread('u:ana'), 'that it is unread');
    await right.window.getByRole('button', { name: 'To the newest message' }).click();
    await shows(withStatus(left.tick('Below the edge'), 'read'), 'read');
    await right.about();
    const elsewhere = await stage.chatOf('ana'); // nothing of the page can be used behind the dialog
    await elsewhere.conversation('bob').send('Behind a dialog').accepted();
    await shows(right.unread('u:ana'), 'that it is unread');
    await shows(withStatus(left.tick('Behind a dialog'), 'delivered'), 'delivered');
    await right.closeDialog();
    await shows(withStatus(left.tick('Behind a dialog'), 'read'), 'read');
    await vanishes(right.unread('u:ana'), 'the count');
  });

  step('F8: sends nothing while a word is in the making', async () => {
    await left.input.fill('漢');
    const sent = await left.messages.count();
    await left.input.evaluate((field) => {
      for (const more of [{ keyCode: 229 }, { isComposing: true }]) {
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more }));
      }
    });
    assert.equal(await left.input.inputValue(), '漢');
    await left.input.press('Enter');
    await until('it was sent', async () => (await left.messages.count()) === sent + 1);
    await left.window.locator('[data-chooser]').setInputFiles({ name: 'kanji.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
    await left.dialog.getByLabel('Caption').evaluate((field) => {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }));
    });
    await shows(left.dialog.getByLabel('Caption'), 'the caption, still');
    await left.closeDialog();
  });

  step('F13: has what was typed in the last moment before a reload', async () => {
    await left.input.fill('Saved before');
    await until('it is in the store', () => left.row('u:bob').evaluate(() => true));
    await left.input.pressSequentially(', and in the last moment');
    await page.reload();
    for (const side of [left, right]) await shows(side.connection('online'), `that ${side.name} is connected`);
    await left.open('u:bob');
    assert.equal(await left.input.inputValue(), 'Saved before, and in the last moment');
    await left.input.press('Enter');
    await shows(left.message('and in the last moment'), 'the message');
    await page.reload();
    await shows(left.connection('online'), 'that Ana is connected');
    await left.open('u:bob');
    assert.equal(await left.input.inputValue(), '', 'what was sent is no draft');
  });

  step('F11: says Yesterday a day later, by itself', async () => {
    await shows(left.window.locator('.day').getByText('Today'), 'the heading of today');
    await page.evaluate((day) => {
      const { now } = Date;
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor(...args) {
          super(...(args.length === 0 ? [now() + day] : args));
        }
        static now = () => now() + day;
      };
    }, DAY_MS);
    await look(false);
    await look(true);
    await shows(left.window.locator('.day').getByText('Yesterday'), 'the heading, a day later');
    await shows(left.row('u:bob').getByText('Yesterday'), 'the day in the list of chats');
    await page.reload();
    await shows(left.connection('online'), 'that Ana is connected');
  });

  step('G20: strips what turns the words around it from names, and isolates them', async () => {
    const eve = await stage.chatOf('eve');
    await eve.self.set({ name: 'Eve\u202eanA\u2066' });
    const group = await eve.createGroup({ name: '\u202eksed', members: ['ana'] });
    await group.conversation.send('Hello').accepted();
    await shows(left.rowTitled('ksed'), 'the group');
    await left.rowTitled('ksed').click();
    await shows(left.message('Hello'), 'the message');
    const eves = await left.window.evaluate((root) => {
      const texts = [];
      const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) texts.push(node.data);
      const labels = [...root.querySelectorAll('[title], [aria-label]')].map((element) => `${element.title}${element.getAttribute('aria-label') ?? ''}`);
      return [...texts, ...labels].filter((text) => /[\u202a-\u202e\u2066\u2067]/u.test(text));
    });
    assert.deepEqual(eves, [], 'no override reaches the page');
    assert.equal(await left.message('Hello').locator('.sender bdi').innerText(), 'EveanA');
  });

  step('F14: shows a new device a skeleton, then one number, then the line above what is unread', async () => {
    await stage.addUser('flo', 'Flo');
    const gus = await stage.chatOf('gus');
    const all = Array.from({ length: 600 }, (_, i) => gus.conversation('flo').send(`Many ${i + 1}`));
    await Promise.all(all.map((message) => message.accepted()));
    const person = await newPerson(stage.browser);
    const fresh = await person.newPage();
    await fresh.addInitScript(() => {
      localStorage.setItem('carillon.messenger.users', '{"left":"flo","right":"cy"}');
      globalThis.numbers = new Set();
      globalThis.skeletons = 0;
      new MutationObserver(() => {
        const window = document.querySelector('[data-side=left]');
        for (const { dataset } of window?.querySelectorAll('[data-unread]') ?? []) globalThis.numbers.add(dataset.unread);
        if (window?.querySelector('[data-skeleton=chats]')) globalThis.skeletons++;
      }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    await fresh.goto(stage.address);
    const flo = new Side(fresh, 'left');
    await shows(flo.unread('u:gus').and(fresh.locator('[data-unread="600"]')), 'how many are unread', 60_000);
    const [numbers, skeletons] = await fresh.evaluate(() => [[...globalThis.numbers], globalThis.skeletons]);
    assert.ok(skeletons > 0, 'a skeleton was there first');
    assert.deepEqual(numbers, ['600'], 'one number is told');
    await flo.open('u:gus');
    await shows(flo.window.getByRole('heading', { name: 'Unread', exact: true }), 'the line above what is unread');
    await shows(flo.messages.filter({ hasText: 'Many 1' }).first(), 'the first that is unread');
    await person.close();
  });

  step('had no exception and no error in the console', () => assert.deepEqual(stage.complaints, []));
});
