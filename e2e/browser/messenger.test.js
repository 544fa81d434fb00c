// The messenger in a real browser: two users on one page, each with a connection of their own.
import assert from 'node:assert/strict';
import { mkdtemp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { newPerson, startBrowser } from './browser.js';
import { until } from './chat-stage.js';
import { startServer } from './server.js';
import { Side } from './side.js';

const WIDE = { width: 1360, height: 800 };
const PHONE = { width: 390, height: 780 };
const PAGE = 50;
const MAX_TEXT_BYTES = 65_536;

let server, browser, person, page, left, right, shots;
const complaints = [];
let serverIsDown = false;
let broken = false;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  shots = process.env.CARILLON_SCREENSHOTS ?? (await mkdtemp(join(tmpdir(), 'carillon-screenshots-')));
  await mkdir(shots, { recursive: true });
  person = await newPerson(browser);
  page = await person.newPage();
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !serverIsDown) complaints.push(`console: ${message.text()}`);
  });
  left = new Side(page, 'left');
  right = new Side(page, 'right');
  for (const [address, name] of [['cy', 'Cy Young'], ['dee', 'Dee']]) await addUser(address, name);
});

after(async () => {
  await browser?.close();
  await server?.close();
  if (shots !== undefined) console.log(`screenshots: ${shots}`);
});

async function addUser(address, name) {
  const response = await fetch(`${server.url}/backend`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ op: 'useradd', token: server.token, user: { address, name } }),
  });
  assert.equal((await response.json()).result, true);
}

const shot = (name) => page.screenshot({ path: join(shots, `${name}.png`) });

/** Waits until a locator is there and visible, and says what was missed when it is not. */
async function shows(locator, what) {
  await locator.waitFor({ state: 'visible' }).catch(() => assert.fail(`not shown: ${what}`));
}

async function vanishes(locator, what) {
  await locator.waitFor({ state: 'hidden' }).catch(() => assert.fail(`still shown: ${what}`));
}

/** A picture of that size, drawn by the browser. */
async function picture(width, height) {
  const url = await page.evaluate(
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

const withStatus = (locator, status) => locator.and(page.locator(`[data-status=${status}]`));

async function opensBoth(on = page) {
  for (const side of [new Side(on, 'left'), new Side(on, 'right')]) {
    await shows(side.connection('online'), `the ${side.name} user is connected`);
  }
}

/** A step that goes on where the one before ended; after one that failed the others are not tried. */
function step(name, run) {
  it(name, async (t) => {
    if (broken) return t.skip('an earlier step failed');
    try {
      await run(t);
    } catch (error) {
      broken = true;
      await shot('failed');
      console.log(complaints);
      throw error;
    }
  });
}

describe('the messenger', { concurrency: false }, () => {
  step('takes the app token from the address and out of the address bar', async () => {
    await page.goto(`${server.url}/#token=${server.token}`);
    await shows(page.getByRole('heading', { name: 'Carillon' }), 'the start page');
    assert.equal(page.url(), `${server.url}/`);
    await shot('start');
    await page.getByRole('link', { name: 'Open the messenger' }).click();
    await shows(page.getByRole('heading', { name: 'Messenger' }), 'the choice of users');
  });

  step('asks for the app token where there is none, and says when it is wrong', async () => {
    const other = await person.newPage();
    await other.goto(`${server.url}/messenger`);
    await shows(other.getByText('default.token'), 'where the token is to be found');
    await other.getByLabel('App token').fill('not-a-token');
    await other.getByRole('button', { name: 'Continue' }).click();
    await shows(other.getByRole('alert'), 'that the token is wrong');
    await other.screenshot({ path: join(shots, 'token.png') });
    await other.close();
  });

  step('makes two users and connects both', async () => {
    await page.locator('[name=left-address]').fill('ana');
    await page.locator('[name=left-name]').fill('Ana');
    await page.locator('[name=right-address]').fill('bob');
    await page.locator('[name=right-name]').fill('Bob');
    await shot('setup');
    await page.getByRole('button', { name: 'Open both windows' }).click();
    await opensBoth();
    await shows(left.window.getByRole('heading', { name: 'Ana' }), 'the name of the left user');
  });

  step('shows one tick for a user who never was online', async () => {
    await left.newChat('cy');
    await left.send('Cy, are you there?');
    await shows(withStatus(left.tick('Cy, are you there?'), 'sent'), 'one tick');
  });

  step('takes a message from sent over delivered to read, and counts it as unread until then', async () => {
    await left.newChat('bob');
    await left.send('Hello Bob');
    await shows(withStatus(left.tick('Hello Bob'), 'delivered'), 'two ticks');
    await shows(right.unread('user:ana').and(page.locator('[data-unread="1"]')), 'one unread message');
    await shows(right.rowTitled('Ana').getByText('Hello Bob'), 'the message in the list of chats');
    await shot('unread');
    await right.open('user:ana');
    await shows(right.message('Hello Bob'), 'the message');
    await shows(withStatus(left.tick('Hello Bob'), 'read'), 'coloured ticks');
    await vanishes(right.unread('user:ana'), 'the unread count');
  });

  step('shows who is typing, who has the chat open, and who is online', async () => {
    await shows(left.status.getByText('chatting with you'), 'chatting with you');
    await right.input.pressSequentially('Hi');
    await shows(left.status.getByText('typing…'), 'typing');
    await shot('typing');
    await right.input.press('Enter');
    await shows(left.message('Hi'), 'the answer');
    await vanishes(left.status.getByText('typing…'), 'typing');
    await right.newChat('cy');
    await shows(left.status.getByText('online', { exact: true }), 'online');
    await shows(left.row('user:bob').getByText(', online'), 'the dot of who is online');
  });

  step('leaves messages unread while another chat is open', async () => {
    await left.send('First of two');
    await left.send('Second of two');
    await shows(right.unread('user:ana').and(page.locator('[data-unread="2"]')), 'two unread messages');
    await shows(withStatus(left.tick('Second of two'), 'delivered'), 'delivered');
    await right.open('user:ana');
    await shows(withStatus(left.tick('Second of two'), 'read'), 'read');
  });

  step('counts the receipts of the members of a group', async () => {
    await left.newGroup('Desk', ['bob', 'cy']);
    await shows(left.status.getByText('3 members'), 'the members');
    await left.send('Hello Desk');
    const label = (text) => left.message('Hello Desk').getByRole('img', { name: text });
    await shows(label('delivered to 1 of 2, read by 0 of 2'), 'delivered to one of two');
    await shows(withStatus(left.tick('Hello Desk'), 'sent'), 'not delivered to all yet');
    await right.rowTitled('Desk').click();
    await shows(right.message('Hello Desk'), 'the group message');
    await shows(label('delivered to 1 of 2, read by 1 of 2'), 'read by one of two');

    await left.act('Hello Desk', 'Info');
    const row = (address) => page.getByRole('dialog').locator(`[data-address=${address}] td`);
    await shows(row('bob').first(), 'the receipts of Bob');
    assert.match(await row('bob').nth(1).innerText(), /\d\d:\d\d:\d\d/);
    assert.deepEqual(await row('cy').allInnerTexts(), ['–', '–']);
    await shot('group-info');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

    await right.input.pressSequentially('Here');
    await shows(left.status.getByText('Bob is typing…'), 'who is typing in the group');
    await right.input.press('Enter');
    await shows(left.message('Here').getByText('Bob', { exact: true }), 'the sender in a group');
    await shot('group');
  });

  step('edits a message', async () => {
    await left.open('user:bob');
    await right.open('user:ana');
    await left.send('Lunch at noon?');
    await shows(right.message('Lunch at noon?'), 'the message');
    await left.act('Lunch at noon?', 'Edit');
    const edit = left.window.getByRole('textbox', { name: 'Edit the message' });
    assert.equal(await edit.inputValue(), 'Lunch at noon?');
    await edit.fill('Lunch at one?');
    await edit.press('Enter');
    await shows(right.message('Lunch at one?').getByText('edited'), 'the edited message');
    await shows(left.message('Lunch at one?').getByText('edited'), 'the edited message at its sender');
    assert.equal(await right.messages.filter({ hasText: 'Lunch at noon?' }).count(), 0);
  });

  step('replies to a message', async () => {
    await right.act('Lunch at one?', 'Reply');
    await right.send('With pleasure');
    await shows(left.message('With pleasure').locator('blockquote').getByText('Lunch at one?'), 'what is replied to');
    await shot('reply');
  });

  step('deletes a message for all', async () => {
    await left.send('Not for the public');
    await shows(right.message('Not for the public'), 'the message');
    const before = await right.messages.count();
    await left.act('Not for the public', 'Delete…');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for all' }).click();
    await shows(right.message('This message was deleted'), 'what is left of it');
    await shows(left.message('This message was deleted'), 'what is left of it at its sender');
    assert.equal(await right.messages.filter({ hasText: 'Not for the public' }).count(), 0);
    assert.equal(await right.messages.count(), before);
  });

  step('sends a picture and a document, shows them, and tells a hostile one from them', async () => {
    await left.sendFiles({ name: 'sunset.png', mimeType: 'image/png', buffer: await picture(320, 200) });
    const arrived = right.messages.last().locator('[data-file="1"] img');
    await shows(arrived, 'the picture');
    await until('the picture is loaded', () => arrived.evaluate((img) => img.complete && img.naturalWidth === 320));
    await shows(withStatus(left.messages.last().locator('.ticks'), 'read'), 'that the picture was seen');
    await shows(right.row('user:ana').getByText('Picture'), 'the picture in the list of chats');
    await shows(left.messages.last().locator('[data-file="1"] img'), 'the picture at its sender');
    await left.sendFiles({ name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 plan') });
    await shows(right.messages.last().getByText('plan.pdf'), 'the name of the document');
    await left.sendFiles({ name: 'evil.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="window.evil=1"/>') });
    const document = right.messages.last().getByRole('link', { name: /evil\.svg/ });
    await shows(document, 'a picture that could run as a document');
    const answer = await page.request.get(await document.getAttribute('href'));
    assert.match(answer.headers()['content-disposition'], /^attachment/);
    assert.equal(await page.evaluate(() => window.evil), undefined);
    await shot('files');
  });

  step('delivers to a user who comes online later, and says when they were last seen', async () => {
    await left.open('user:cy');
    await shows(withStatus(left.tick('Cy, are you there?'), 'sent'), 'one tick');
    const another = await newPerson(browser);
    const elsewhere = await another.newPage();
    await elsewhere.goto(`${server.url}/messenger#token=${server.token}`);
    await elsewhere.locator('[name=left-address]').fill('cy');
    await elsewhere.locator('[name=right-address]').fill('dee');
    await elsewhere.getByRole('button', { name: 'Open both windows' }).click();
    await opensBoth(elsewhere);
    await shows(withStatus(left.tick('Cy, are you there?'), 'delivered'), 'two ticks');
    await shows(left.status.getByText('online', { exact: true }), 'that Cy is online');
    await shows(new Side(elsewhere, 'left').unread('user:ana'), 'the unread message of Ana');
    await another.close();
    await shows(left.status.getByText(/^last seen today at \d\d:\d\d$/), 'when Cy was last seen');
    await left.open('user:bob');
  });

  step('shows hostile, long and right-to-left texts as what they are', async () => {
    const hostile = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';
    await left.send(hostile);
    await shows(right.message(hostile), 'the markup as text');
    assert.equal(await page.evaluate(() => window.broken), undefined);
    await left.send('W'.repeat(400));
    await left.send('مرحبا بالعالم 👋🏽');
    await left.send(`See https://example.org/a?b=c. javascript:alert(1)`);
    const links = right.message('See https').getByRole('link');
    await shows(links, 'a link');
    assert.deepEqual(await links.evaluateAll((all) => all.map((a) => a.href)), ['https://example.org/a?b=c']);
    for (const side of [left, right]) {
      const { inner, outer } = await side.window.locator('.scroll').evaluate((e) => ({ inner: e.scrollWidth, outer: e.clientWidth }));
      assert.equal(inner, outer, `the ${side.name} chat does not scroll sideways`);
    }
    await shot('hostile');
  });

  step('takes a text of 64 KiB and refuses a longer one', async () => {
    const longest = `${'é'.repeat(MAX_TEXT_BYTES / 2 - 2)} end`;
    await left.input.fill(longest);
    await left.input.press('Enter');
    await shows(right.messages.last().getByRole('button', { name: 'Show all' }), 'a long text, shortened');
    await right.messages.last().getByRole('button', { name: 'Show all' }).click();
    assert.equal(await right.messages.last().locator('.text').innerText(), longest);
    await right.messages.last().getByRole('button', { name: 'Show less' }).click();
    await left.input.fill(`${longest}!`);
    await shows(left.window.getByText('too long to send'), 'that it is too long');
    assert.equal(await left.window.getByRole('button', { name: 'Send' }).isDisabled(), true);
    await left.input.fill('');
  });

  step('loads older messages when one scrolls up, and keeps the place', async () => {
    for (let i = 1; i <= 70; i++) await left.send(`Line ${i}.`);
    await shows(withStatus(left.tick('Line 70.'), 'read'), 'the last of many, read');
    await page.reload();
    await opensBoth();
    await left.open('user:bob');
    await shows(left.message('Line 70.'), 'the newest message');
    await shows(left.messages.nth(PAGE - 1), 'a page of messages');
    assert.equal(await left.messages.filter({ hasText: 'Hello Bob' }).count(), 0);
    const scroll = left.window.locator('.scroll');
    await scroll.evaluate((element) => (element.scrollTop = 200));
    await shows(left.messages.filter({ hasText: 'Line 5.' }).first(), 'older messages');
    assert.notEqual(await scroll.evaluate((element) => element.scrollTop), 0);
    while ((await left.messages.filter({ hasText: 'Hello Bob' }).count()) === 0) {
      const before = await left.messages.count();
      await scroll.evaluate((element) => (element.scrollTop = 0));
      await page.waitForFunction(
        (n) => document.querySelectorAll('[data-side=left] [data-mid]').length > n, before);
    }
    await shows(left.window.getByText('The beginning of this chat'), 'the beginning');
    const texts = await left.messages.locator('.text').allInnerTexts();
    assert.deepEqual(texts.slice(-70), Array.from({ length: 70 }, (_, i) => `Line ${i + 1}.`));
    await left.window.getByRole('button', { name: 'To the newest message' }).click();
  });

  step('survives a restart of the server', async (t) => {
    if (!server.canRestart) return t.skip('the server is not ours to restart');
    await right.open('user:ana');
    serverIsDown = true;
    await server.stop();
    await shows(left.window.getByText('Reconnecting…'), 'that the left user is not connected');
    await left.send('Written while the server was down');
    await shows(withStatus(left.tick('Written while'), 'sending'), 'a clock');
    await shot('down');
    await server.start();
    await opensBoth();
    serverIsDown = false;
    await shows(right.message('Written while the server was down'), 'what was written meanwhile');
    await shows(withStatus(left.tick('Written while'), 'read'), 'read');
    assert.equal(await right.messages.filter({ hasText: 'Written while' }).count(), 1);
    await right.send('And I am back, too');
    await shows(left.message('And I am back, too'), 'a message the other way');
    await shows(left.status.getByText('chatting with you'), 'presence after the restart');
  });

  step('shows everything again after a reload', async () => {
    const before = await right.messages.locator('.text').allInnerTexts();
    await page.reload();
    await opensBoth();
    await right.open('user:ana');
    await shows(right.messages.nth(PAGE - 1), 'a page of messages');
    const after = await right.messages.locator('.text').allInnerTexts();
    assert.deepEqual(after, before.slice(-after.length));
    await shows(right.rowTitled('Desk'), 'the group');
    await left.rowTitled('Desk').click();
    await shows(left.message('Hello Desk'), 'the group message');
    await shows(left.row('user:cy').getByText('Cy, are you there?'), 'the chat with Cy');
  });

  step('sends no read receipt for a chat that nobody can see', async () => {
    await page.setViewportSize(PHONE);
    await page.getByRole('tab', { name: 'Bob' }).click();
    await shows(right.input, 'the chat that the right user has open');
    await page.getByRole('tab', { name: 'Ana' }).click();
    await left.window.getByRole('button', { name: 'Back to the chats' }).click();
    await shot('phone-chats');
    await left.open('user:bob');
    await left.send('Can you see this?');
    await shows(withStatus(left.tick('Can you see this?'), 'delivered'), 'delivered');
    await shows(page.getByRole('tab', { name: 'Bob' }).locator('.badge'), 'the unread count on the tab');
    assert.equal(await left.tick('Can you see this?').getAttribute('data-status'), 'delivered');
    await shot('phone-chat');
    await page.getByRole('tab', { name: 'Bob' }).click();
    await shows(right.message('Can you see this?'), 'the message');
    await page.getByRole('tab', { name: 'Ana' }).click();
    await shows(withStatus(left.tick('Can you see this?'), 'read'), 'read');
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(sideways, 0, 'the page does not scroll sideways');
    await page.setViewportSize(WIDE);
  });

  step('looks right in the dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await left.open('user:bob');
    await right.open('user:ana');
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(background, 'rgb(14, 17, 22)');
    await shot('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await shot('light');
  });

  step('signs the older page out when the same users are opened again', async () => {
    const [other] = await Promise.all([person.waitForEvent('page'), page.evaluate(() => void open('/messenger'))]);
    await shows(other.locator('[data-side=left] [data-connection=online]'), 'the newer page is connected');
    await shows(left.connection('stopped'), 'the older page is signed out');
    await shows(left.window.getByText('Signed out: open elsewhere'), 'why');
    await shot('signed-out');
    await left.window.getByRole('button', { name: 'Use here' }).click();
    await shows(left.connection('online'), 'the older page is connected again');
    await other.close();
  });

  step('had no exception, no refused resource and no error in the console', () => {
    assert.deepEqual(complaints, []);
  });
});
