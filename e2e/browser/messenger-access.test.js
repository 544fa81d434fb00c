// Whether everybody can use the messenger page: names and roles for screen readers, contrast, less motion, colours of one's own.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import axe from 'axe-core';
import { until } from './chat-stage.js';
import { lowContrast } from './contrast.js';
import { isolated, PHONE, shows, Stage, steps, vanishes, WIDE } from './messenger-stage.js';

let stage, page, left, right;

before(async () => {
  stage = await Stage.open();
  ({ page } = stage);
  for (const [address, name] of [['cy', 'Cy Young'], ['dee', 'Dee']]) await stage.addUser(address, name);
});

after(() => stage?.close());

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const step = steps(() => stage);

/** Nothing that axe calls serious or critical, and enough contrast by day and by night. */
async function isAccessible(what) {
  await page.evaluate(`globalThis.axe ?? (() => { ${axe.source} })()`);
  const { violations } = await page.evaluate((runOnly) => axe.run(document, { resultTypes: ['violations'], runOnly }), RULES);
  const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(bad.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`)), [], what);
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await lowContrast(page), [], `contrast of ${what}, ${colorScheme}`);
  }
}

/** Role and name of everything that assistive technology is told of. */
async function accessibilityTree() {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  await devtools.detach();
  return nodes.filter(({ ignored }) => !ignored).map(({ role, name }) => ({ role: role?.value, name: name?.value ?? '' }));
}

/** Everything that is operated has a name. */
async function hasNames(what) {
  const OPERATED = ['button', 'link', 'textbox', 'searchbox', 'checkbox', 'tab', 'menuitem', 'dialog', 'img', 'image', 'progressbar', 'article', 'navigation', 'region', 'log'];
  const nameless = (await accessibilityTree()).filter(({ role, name }) => OPERATED.includes(role) && name.trim() === '');
  assert.deepEqual(nameless, [], what);
}

describe('the messenger for everybody', { concurrency: false }, () => {
  step('asks for the token and for the users', async () => {
    stage.expectsErrors = true; // asked whether it takes phones, the server says 404
    await page.goto(`${stage.server.url}/messenger`, { waitUntil: 'networkidle' });
    stage.expectsErrors = false;
    await shows(page.getByLabel('Invitation link'), 'the way to sign in');
    await isAccessible('the way to sign in');
    await page.getByRole('button', { name: 'two users side by side' }).click();
    await shows(page.getByLabel('App token'), 'the question for the token');
    await isAccessible('the question for the token');
    await page.goto('about:blank');
    await page.goto(stage.address);
    await shows(page.getByRole('heading', { name: 'Messenger' }), 'the choice of users');
    await isAccessible('the choice of users');
  });

  step('has names and roles for everything, in the chats of two users', async () => {
    ({ left, right } = await stage.enter());
    await isAccessible('a new chat');
    await left.newChat('bob');
    await left.send('Hello Bob, see https://example.org');
    await right.open('u:ana');
    await right.act('Hello Bob', 'Reply');
    await right.send('A reply');
    await right.send('🎉');
    await left.send('To be deleted');
    await shows(right.message('To be deleted'), 'the message');
    await left.act('To be deleted', 'Delete…');
    await left.dialog.getByRole('button', { name: 'Delete for all' }).click();
    await shows(right.message('This message was deleted'), 'what is left of it');
    await left.send('To be edited');
    await shows(right.message('To be edited'), 'the message');
    await left.act('To be edited', 'Edit');
    await left.window.getByRole('textbox', { name: 'Edit the message' }).fill('Edited');
    await page.keyboard.press('Enter');
    await shows(right.message('Edited').getByText('edited', { exact: true }), 'the edited message');
    await left.sendFiles(
      { name: 'sunset.png', mimeType: 'image/png', buffer: await stage.picture(320, 200) },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('some words') },
    );
    await shows(right.message('notes.txt'), 'the file');
    await isAccessible('two chats');
    await hasNames('two chats');
    const tree = await accessibilityTree();
    const has = (role, name) => assert.ok(tree.some((node) => node.role === role && name.test(node.name)), `${role} ${name}`);
    has('log', /^Messages$/);
    has('navigation', /^Chats$/);
    has('article', /^You, Hello Bob, see https:\/\/example\.org, \d\d:\d\d$/);
    has('article', /^You, File \u2068sunset\.png\u2069, /);
    has('textbox', /^Message$/);
    has('tab', /^Bob$/);
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    assert.equal(await left.window.getByRole('navigation', { name: 'Chats' }).getByRole('listitem').count(), 1);
  });

  step('says once and without haste what came in, and not what was there before', async () => {
    const cy = await stage.chatOf('cy');
    for (let i = 1; i <= 80; i++) cy.conversation('ana').send(`Old ${i}`);
    await shows(left.unread('u:cy').and(page.locator('[data-unread="80"]')), 'that all have come');
    await left.open('u:cy');
    await page.evaluate(() => {
      globalThis.said = [];
      const regions = document.querySelectorAll('[data-side=left] .chat .chat :is([aria-live=polite], [role=status])');
      const heard = new MutationObserver((records) => {
        for (const { addedNodes } of records) for (const node of addedNodes) if (node.textContent.trim() !== '') globalThis.said.push(node.textContent.trim());
      });
      for (const region of regions) heard.observe(region, { subtree: true, childList: true });
    });
    const scroll = left.window.locator('.scroll');
    await scroll.evaluate((element) => (element.scrollTop = 0));
    await shows(left.message('Old 1'), 'the oldest');
    await left.window.getByRole('button', { name: 'To the newest message' }).click();
    cy.conversation('ana').send('Hear this');
    await shows(left.message('Hear this'), 'the new message');
    await until('it is said', async () => (await page.evaluate(() => globalThis.said)).length > 0);
    cy.conversation('ana').send('Hear this');
    await until('the same words are said again for another message', async () => (await page.evaluate(() => globalThis.said)).length > 1);
    assert.deepEqual(await page.evaluate(() => globalThis.said), Array(2).fill(`${isolated('Cy Young')}: Hear this`));
    assert.equal(await left.window.getByRole('log').getAttribute('aria-live'), 'off', 'the list itself says nothing');
  });

  step('has dialogs for everybody', async () => {
    await left.newGroup('Desk', ['bob', 'cy', 'dee']);
    await left.send('Hello Desk');
    await shows(left.tick('Hello Desk').and(page.locator(':not([data-status=sending])')), 'that it was sent');
    await left.about();
    await shows(left.dialog.locator('[data-member=dee]'), 'the members');
    await left.dialog.getByRole('button', { name: 'New pin for a week' }).click();
    await shows(left.dialog.locator('[data-pin]'), 'a pin');
    await isAccessible('the settings of a group');
    await hasNames('the settings of a group');
    await left.closeDialog();
    for (const action of ['Info', 'Delete…', 'Forward…']) {
      await left.act('Hello Desk', action);
      await shows(left.dialog, action);
      if (action === 'Info') await shows(left.dialog.getByRole('rowheader', { name: 'Dee' }), 'the receipts');
      await isAccessible(`the dialog of ${action}`);
      await left.closeDialog();
    }
    await left.message('Hello Desk').hover();
    await left.message('Hello Desk').getByRole('button', { name: 'Actions for this message' }).click();
    await isAccessible('the menu of a message');
    await page.keyboard.press('Escape');
    for (const name of ['New chat', 'New group']) {
      await left.window.getByRole('button', { name }).click();
      await isAccessible(name);
      await left.closeDialog();
    }
    await left.window.getByTitle('Your profile').click();
    await isAccessible('the own profile');
    await hasNames('the own profile');
    await left.closeDialog();
    await left.open('u:bob');
    await left.about();
    await isAccessible('the contact info');
    await left.closeDialog();
    await left.window.getByRole('button', { name: `Open ${isolated('sunset.png')}` }).click();
    await shows(page.getByRole('dialog', { name: 'sunset.png' }).getByRole('img'), 'the picture');
    await isAccessible('a large picture');
    await page.keyboard.press('Escape');
    await left.search.fill('hello');
    await shows(left.window.locator('[data-hit]').first(), 'what was found');
    await isAccessible('what was found');
    await left.search.fill('');
  });

  step('is so on a phone, when something failed, and while there is no connection', async () => {
    await page.setViewportSize(PHONE);
    await isAccessible('a chat on a phone');
    await left.window.getByRole('button', { name: 'Back to the chats' }).click();
    await isAccessible('the chats on a phone');
    await left.open('u:bob');
    await page.setViewportSize({ width: 320, height: 568 });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(sideways, 0, 'nothing scrolls sideways at 320 pixels');
    await page.setViewportSize(WIDE);
    stage.expectsErrors = true;
    await page.route('**/files/uploads**', (route) => route.fulfill({ status: 413, body: '{"result":false,"error":"TOOLARGE","message":"too large"}' }));
    await left.window.locator('[data-chooser]').setInputFiles([{ name: 'huge.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }]);
    await left.sendStaged();
    await shows(left.message('huge.txt').getByText(/^Not sent/), 'that it was not sent');
    await page.unroute('**/files/uploads**');
    await page.context().setOffline(true);
    await isAccessible('what failed, without a connection');
    await page.context().setOffline(false);
    stage.expectsErrors = false;
  });

  step('has avatars and names that can be read in every hue', async () => {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await right.rowTitled('Desk').click();
      await shows(right.message('Hello Desk').locator('.sender'), 'a name in its colour');
      const low = new Set();
      for (let hue = 0; hue < 360; hue += 15) {
        await page.evaluate((hue) => document.querySelectorAll('.avatar, .sender').forEach((element) => element.style.setProperty('--hue', hue)), hue);
        for (const line of await lowContrast(page)) low.add(`${hue}: ${line}`);
      }
      assert.deepEqual([...low], [], colorScheme);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });

  step('moves nothing where less motion is wanted, and tells what is chosen where colours are forced', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await left.search.fill('hello bob');
    await left.window.locator('[data-hit]').first().click();
    const bubble = left.window.locator('article.target .bubble');
    await shows(bubble, 'the message that was jumped to');
    assert.ok(parseFloat(await bubble.evaluate((element) => getComputedStyle(element).animationDuration)) < 0.001);
    await left.search.fill('');
    await page.emulateMedia({ reducedMotion: 'no-preference', forcedColors: 'active' });
    for (const chosen of [left.row('u:bob'), page.getByRole('tab', { name: 'Side by side' })]) {
      assert.equal(await chosen.evaluate((element) => getComputedStyle(element).outlineStyle), 'solid');
    }
    await stage.shot('forced-colors');
    await page.emulateMedia({ forcedColors: 'none' });
    await vanishes(left.dialog, 'any dialog');
  });

  step('had no exception and no error in the console', () => assert.deepEqual(stage.complaints, []));
});
