// The messenger page without a mouse: everything is reached by keys, the focus is always to be seen, and comes back.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { until } from './chat-stage.js';
import { isolated, PHONE, shows, Stage, steps, vanishes, WIDE } from './messenger-stage.js';
import { Side } from './side.js';

const MOST_TABS = 60;

let stage, page, left, bob;
/** Waited for from the start: the browser needs a moment until it tells of it. */
let chooserOpened;

before(async () => {
  stage = await Stage.open();
  ({ page } = stage);
  for (const [address, name] of [['bob', 'Bob'], ['cy', 'Cy Young'], ['dee', 'Dee']]) await stage.addUser(address, name);
  left = new Side(page, 'left');
  chooserOpened = new Promise((resolve) => page.on('filechooser', resolve));
});

after(() => stage?.close());

const step = steps(() => stage);
const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
const type = (text) => page.keyboard.type(text);

const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);

async function hasFocus(locator, what) {
  await until(`the focus is on ${what}`, () => isFocused(locator), 20_000);
}

/** Something around or in what has the focus is drawn so that one sees it. */
const focusIsVisible = () =>
  page.evaluate(() => {
    const ringed = (element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    };
    const { activeElement } = document;
    const menuItem = activeElement.getAttribute('role') === 'menuitem';
    const around = [activeElement, activeElement.closest('.search'), activeElement.querySelector(':scope > .bubble')];
    return menuItem
      ? getComputedStyle(activeElement).backgroundColor !== getComputedStyle(activeElement.parentElement).backgroundColor
      : around.some((element) => element !== null && ringed(element));
  });

/** Goes by Tab until something has the focus; every stop on the way can be seen. */
async function tabTo(locator, what, key = 'Tab') {
  for (let i = 0; i < MOST_TABS; i++) {
    await press(key);
    if ((await locator.count()) === 1 && (await isFocused(locator))) {
      assert.ok(await focusIsVisible(), `the focus on ${what} is to be seen`);
      return;
    }
    const where = await page.evaluate(() => document.activeElement !== document.body && document.activeElement.outerHTML.slice(0, 120));
    if (where !== false) assert.ok(await focusIsVisible(), `the focus is to be seen on ${where}`);
  }
  assert.fail(`${what} was not reached by ${key}`);
}

/** From the message that has the focus. */
async function choose(action) {
  await press('Enter');
  const items = left.window.getByRole('menuitem');
  await shows(items.first(), 'the menu of the message');
  const names = await items.allInnerTexts();
  assert.ok(names.includes(action), `${action} is among ${names}`);
  for (let i = 0; i < names.indexOf(action); i++) await press('ArrowDown');
  assert.ok(await focusIsVisible(), 'the item that has the focus is to be seen');
  await press('Enter');
}

/** Tab does not lead out of an open dialog. */
async function keepsFocus(dialog, what) {
  await shows(dialog, what);
  assert.ok(await dialog.evaluate((element) => element.contains(document.activeElement)), `the focus is in ${what}`);
  for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab']) {
    await press(key);
    // the body stands for the browser's own controls
    const inside = await dialog.evaluate((element) => element.contains(document.activeElement) || document.activeElement === document.body);
    assert.ok(inside, `the focus stays in ${what}`);
  }
}

describe('the messenger by keyboard', { concurrency: false }, () => {
  step('chooses the users', async () => {
    await page.goto(stage.address);
    await shows(page.getByRole('heading', { name: 'Messenger' }), 'the choice of users');
    await tabTo(page.locator('[name=left-address]'), 'the address of the left user');
    await press('Control+A');
    await type('ana');
    await tabTo(page.locator('[name=right-address]'), 'the address of the right user');
    await press('Control+A');
    await type('bob');
    await tabTo(page.getByRole('button', { name: 'Open both windows' }), 'the button that opens them');
    await press('Enter');
    await shows(left.connection('online'), 'that Ana is connected');
    bob = await stage.chatOf('bob');
  });

  step('starts a chat, and writes at once', async () => {
    const button = left.window.getByRole('button', { name: 'New chat' });
    await tabTo(button, 'the button for a new chat');
    await press('Enter');
    await keepsFocus(left.dialog, 'the dialog for a new chat');
    await press('Escape');
    await vanishes(left.dialog, 'the dialog');
    await hasFocus(button, 'the button again');
    await press('Enter');
    await hasFocus(left.dialog.getByRole('combobox'), 'the search for people');
    await type('bo');
    await shows(left.dialog.locator('.active[data-address=bob]'), 'that Bob is the choice');
    await press('Enter');
    await hasFocus(left.input, 'where one writes');
    for (const text of ['One', 'Two', 'Three']) {
      await type(text);
      await press('Enter');
      await shows(left.message(text), text);
    }
    await hasFocus(left.input, 'where one writes, still');
    assert.equal(await left.input.inputValue(), '');
  });

  step('goes from message to message, and back', async () => {
    await press('ArrowUp');
    await hasFocus(left.message('Three'), 'the newest message');
    assert.ok(await focusIsVisible(), 'the focus on a message is to be seen');
    await press('ArrowUp', 'ArrowUp');
    await hasFocus(left.message('One'), 'the first message');
    await press('ArrowUp');
    await hasFocus(left.message('One'), 'the first message: there is none before it');
    await press('End');
    await hasFocus(left.message('Three'), 'the newest message');
    await press('Home', 'ArrowDown');
    await hasFocus(left.message('Two'), 'the second message');
    await press('Escape');
    await hasFocus(left.input, 'where one writes');
    await tabTo(left.message('Two'), 'the message where one was', 'Shift+Tab');
    await press('Escape');
  });

  step('replies to a message', async () => {
    await press('ArrowUp', 'ArrowUp', 'Enter');
    await shows(left.window.getByRole('menu'), 'the menu');
    await press('Escape');
    await vanishes(left.window.getByRole('menu'), 'the menu');
    await hasFocus(left.message('Two'), 'the message again');
    await choose('Reply');
    await hasFocus(left.input, 'where one writes the reply');
    await press('Escape');
    await vanishes(left.window.getByText('Reply to'), 'what is replied to');
    await press('ArrowUp', 'ArrowUp');
    await choose('Reply');
    await type('Four answers Two');
    await press('Enter');
    await shows(left.message('Four answers').locator('blockquote').getByText('Two'), 'what is replied to');
  });

  step('edits a message', async () => {
    await press('ArrowUp');
    await until('the server has the message', async () => (await left.tick('Four answers').getAttribute('data-status')) !== 'sending');
    await choose('Edit');
    const edit = left.window.getByRole('textbox', { name: 'Edit the message' });
    await hasFocus(edit, 'the text to be edited');
    await press('End');
    await type(', edited');
    await press('Enter');
    await shows(left.message('Four answers Two, edited').getByText('edited', { exact: true }), 'the edited message');
    await hasFocus(left.input, 'where one writes');
  });

  step('forwards a message', async () => {
    bob.conversation('ana').send('Pass this on');
    await shows(left.message('Pass this on'), 'a message of Bob');
    await press('ArrowUp');
    await choose('Forward…');
    await keepsFocus(left.dialog, 'the dialog for forwarding');
    await tabTo(left.dialog.getByRole('combobox'), 'the search for chats');
    await type('bob');
    await press('Enter');
    await shows(left.dialog.locator('[data-chosen="u:bob"]'), 'that Bob is chosen');
    await tabTo(left.dialog.getByRole('button', { name: 'Forward', exact: true }), 'the button that forwards');
    await press('Enter');
    await vanishes(left.dialog, 'the dialog');
    await shows(left.message('Pass this on').getByText('Forwarded'), 'the forwarded message');
    await hasFocus(left.messages.filter({ hasText: 'Pass this on' }).first(), 'the message again');
  });

  step('deletes a message', async () => {
    await press('Home');
    await choose('Delete…');
    await keepsFocus(left.dialog, 'the question for whom');
    await press('Escape');
    await hasFocus(left.message('One'), 'the message again');
    await choose('Delete…');
    await tabTo(left.dialog.getByRole('button', { name: 'Delete for me' }), 'delete for me');
    await press('Enter');
    await vanishes(left.message('One'), 'the deleted message');
    await hasFocus(left.input, 'where one writes, as the message is gone');
  });

  step('reads what is to be known of a message, a contact, and oneself', async () => {
    await tabTo(left.message('Pass this on'), 'the newest message', 'Shift+Tab');
    await choose('Info');
    await keepsFocus(left.dialog, 'what is known of a message');
    await press('Escape');
    await hasFocus(left.message('Pass this on'), 'the message again');
    const contact = left.window.getByTitle('Contact info');
    await tabTo(contact, 'the contact', 'Shift+Tab');
    await press('Enter');
    await keepsFocus(left.dialog, 'the contact info');
    await press('Escape');
    await hasFocus(contact, 'the contact again');
    const profile = left.window.getByTitle('Your profile');
    await tabTo(profile, 'the own profile', 'Shift+Tab');
    await press('Enter');
    await tabTo(left.dialog.getByLabel('Status'), 'the status');
    await type('By keyboard');
    await press('Enter');
    await vanishes(left.dialog, 'the profile');
    await hasFocus(profile, 'the own profile again');
  });

  step('makes a group', async () => {
    const button = left.window.getByRole('button', { name: 'New group' });
    await tabTo(button, 'the button for a new group');
    await press('Enter');
    await tabTo(left.dialog.getByLabel('Name of the group'), 'the name');
    await type('Keys');
    for (const address of ['bob', 'cy']) {
      if (address === 'bob') await tabTo(left.dialog.getByRole('combobox'), 'the search for people');
      await type(address);
      await press('Enter');
      await shows(left.dialog.locator(`[data-chosen="u:${address}"]`), `that ${address} is chosen`);
    }
    await tabTo(left.dialog.getByRole('button', { name: 'Create group' }), 'the button that makes it');
    await press('Enter');
    await hasFocus(left.input, 'where one writes to the group');
    const settings = left.window.getByTitle('Group settings');
    await tabTo(settings, 'the group settings', 'Shift+Tab');
    await press('Enter');
    await keepsFocus(left.dialog, 'the group settings');
    await tabTo(left.dialog.getByRole('button', { name: `Make admin: ${isolated('Cy Young')}` }), 'the role of Cy');
    await press('Enter');
    await shows(left.dialog.locator('[data-member=cy]').getByText('admin', { exact: true }), 'that Cy is an admin');
    await press('Escape');
    await hasFocus(settings, 'the group settings again');
  });

  step('goes through the chats by arrows, and opens one', async () => {
    await tabTo(left.row('u:bob'), 'a chat in the list');
    await press('Home');
    await hasFocus(left.window.locator('[data-conversation]').first(), 'the first chat');
    await press('ArrowDown');
    await hasFocus(left.window.locator('[data-conversation]').nth(1), 'the second chat');
    await press('Enter');
    await hasFocus(left.input, 'where one writes');
  });

  step('searches, and goes to what was found', async () => {
    await tabTo(left.search, 'the search', 'Shift+Tab');
    await type('Three');
    await shows(left.window.locator('[data-hit]'), 'what was found');
    await press('ArrowDown');
    await hasFocus(left.window.locator('[data-hit]'), 'what was found');
    await press('Enter');
    await hasFocus(left.message('Three'), 'the message that was found');
    await tabTo(left.search, 'the search', 'Shift+Tab');
    await press('Escape');
    await shows(left.row('u:bob'), 'the chats again');
  });

  step('attaches a picture, and looks at it', async () => {
    await tabTo(left.window.getByRole('button', { name: 'Attach a file' }), 'the button for files');
    await press('Enter');
    const files = await Promise.all([[200, 100], [100, 200]].map(async ([width, height], i) => (
      { name: `picture-${i + 1}.png`, mimeType: 'image/png', buffer: await stage.picture(width, height) })));
    await (await chooserOpened).setFiles(files);
    await hasFocus(left.dialog.getByLabel('Caption'), 'the caption');
    await press('Enter');
    const pictures = left.window.getByRole('button', { name: /^Open \u2068picture/ });
    await shows(pictures.nth(1), 'both pictures');
    await until('the server has both', async () => (await left.messages.locator('[data-status=sending]').count()) === 0);
    const [one, two] = await pictures.getByRole('img').evaluateAll((all) => all.map((img) => img.alt));
    const picture = pictures.first();
    await tabTo(picture, 'the first picture', 'Shift+Tab');
    await press('Enter');
    const viewer = page.getByRole('dialog', { name: one });
    await keepsFocus(viewer, 'the picture');
    await shows(viewer.getByText('1 of 2'), 'which of the pictures it is');
    await press('ArrowRight');
    await shows(page.getByRole('dialog', { name: two }).getByRole('img', { name: two }), 'the second picture');
    await press('ArrowRight', 'ArrowLeft');
    await shows(viewer.getByRole('img', { name: one }), 'the first picture again');
    await stage.shot('viewer');
    await press('Escape');
    await vanishes(viewer, 'the large picture');
    await hasFocus(picture, 'the picture in the chat again');
  });

  step('on a phone goes from window to window, and back to the chats', async () => {
    await page.setViewportSize(PHONE);
    await tabTo(page.getByRole('tab', { name: 'Ana' }), 'the tab of Ana', 'Shift+Tab');
    await press('ArrowRight');
    await hasFocus(page.getByRole('tab', { name: 'Bob' }), 'the tab of Bob');
    await shows(new Side(page, 'right').window, 'the window of Bob');
    await press('Home');
    await shows(left.input, 'the chat of Ana');
    await tabTo(left.window.getByRole('button', { name: 'Back to the chats' }), 'the way back');
    await press('Enter');
    await hasFocus(left.row('u:bob'), 'the chat that was open');
    await press('Enter');
    await hasFocus(left.input, 'where one writes');
    await page.setViewportSize(WIDE);
  });

  step('had no exception, no refused resource and no error in the console', () => assert.deepEqual(stage.complaints, []));
});
