// The messenger in a real browser: two users on one page, each with a connection of their own, and a third elsewhere.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import WebSocket from 'ws';
import { newPerson } from './browser.js';
import { loadClient, Network, newToken, until } from './chat-stage.js';
import { isolated, opensBoth, PHONE, shows, Stage, steps, vanishes, WIDE, withStatus } from './messenger-stage.js';
import { Side } from './side.js';

const PAGE = 50;
const MAX_TEXT_BYTES = 65_536;
const MOST_ON_PAGE = 160;

let stage, server, browser, person, page, left, right, shots;
/** Cy, in a browser of his own, whose network can be cut. */
let network, third;

before(async () => {
  stage = await Stage.open();
  ({ server, browser, person, page, shots } = stage);
  left = new Side(page, 'left');
  right = new Side(page, 'right');
  for (const [address, name] of [['cy', 'Cy Young'], ['dee', 'Dee']]) await stage.addUser(address, name);
});

after(async () => {
  network?.close();
  await stage?.close();
});

const shot = (name) => stage.shot(name);
const picture = (width, height) => stage.picture(width, height);
const step = steps(() => stage);

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
    await other.getByRole('button', { name: 'two users side by side' }).click();
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
    await opensBoth(page);
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
    await shows(right.unread('u:ana').and(page.locator('[data-unread="1"]')), 'one unread message');
    await shows(right.rowTitled('Ana').getByText('Hello Bob'), 'the message in the list of chats');
    await shot('unread');
    await right.open('u:ana');
    await shows(right.message('Hello Bob'), 'the message');
    await shows(withStatus(left.tick('Hello Bob'), 'read'), 'coloured ticks');
    await vanishes(right.unread('u:ana'), 'the unread count');
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
    await shows(left.row('u:bob').getByText(', online'), 'the dot of who is online');
  });

  step('leaves messages unread while another chat is open', async () => {
    await left.send('First of two');
    await left.send('Second of two');
    await shows(right.unread('u:ana').and(page.locator('[data-unread="2"]')), 'two unread messages');
    await shows(withStatus(left.tick('Second of two'), 'delivered'), 'delivered');
    await right.open('u:ana');
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
    await left.open('u:bob');
    await right.open('u:ana');
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
    const arrived = right.messages.last().locator('[data-file="1"] [data-picture]');
    await shows(arrived, 'the picture');
    await until('the picture is loaded', () => arrived.evaluate((img) => img.complete && img.naturalWidth === 320));
    await shows(withStatus(left.messages.last().locator('.ticks'), 'read'), 'that the picture was seen');
    await shows(right.row('u:ana').getByText('Picture'), 'the picture in the list of chats');
    await shows(left.messages.last().locator('[data-file="1"] [data-picture]'), 'the picture at its sender');
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

  step('shows how far an upload has come, cancels it, and sends it again', async () => {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route('**/files/uploads**', async (route) => {
      await held;
      await route.abort().catch(() => {});
    });
    await left.sendFiles({ name: 'slow.txt', mimeType: 'text/plain', buffer: Buffer.from('slowly '.repeat(1000)) });
    await shows(left.message('slow.txt').getByRole('progressbar'), 'that it is being uploaded');
    await shot('upload');
    await left.message('slow.txt').getByRole('button', { name: 'Cancel the upload' }).click();
    await shows(left.message('slow.txt').getByText(/^Not sent/), 'that it was not sent');
    assert.equal(await right.messages.filter({ hasText: 'slow.txt' }).count(), 0);
    release();
    await page.unroute('**/files/uploads**');
    await left.message('slow.txt').getByRole('button', { name: 'Send again' }).click();
    await shows(right.message('slow.txt'), 'the file at last');
    await vanishes(left.message('slow.txt').getByRole('progressbar'), 'the progress');
  });

  step('sends files that are pasted or dropped', async () => {
    const give = ([type, ...names]) => {
      const data = new DataTransfer();
      for (const name of names) data.items.add(new File(['some words'], name, { type: 'text/plain' }));
      const options = { bubbles: true, cancelable: true };
      const chat = document.querySelector('[data-side=left] .chat .chat');
      if (type === 'paste') chat.querySelector('textarea').dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
      else chat.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: data }));
    };
    await page.evaluate(give, ['paste', 'pasted.txt', 'pasted-too.txt']);
    await left.sendStaged();
    for (const name of ['pasted.txt', 'pasted-too.txt']) await shows(right.message(name), `the file ${name}`);
    await page.evaluate(give, ['dragover', 'dropped.txt']);
    await shows(left.window.getByText('Drop it here to send it'), 'where to drop them');
    await page.evaluate(give, ['drop', 'dropped.txt']);
    await left.sendStaged();
    await vanishes(left.window.getByText('Drop it here to send it'), 'where to drop them');
    await shows(right.message('dropped.txt'), 'the dropped file');
  });

  step('delivers to a user who comes online later, and says when they were last seen', async () => {
    await left.open('u:cy');
    await shows(withStatus(left.tick('Cy, are you there?'), 'sent'), 'one tick');
    network = await Network.to(server.url);
    const another = await newPerson(browser);
    const elsewhere = await another.newPage();
    await elsewhere.goto(`${network.url}/messenger#token=${server.token}`);
    await elsewhere.locator('[name=left-address]').fill('cy');
    await elsewhere.locator('[name=right-address]').fill('dee');
    await elsewhere.getByRole('button', { name: 'Open both windows' }).click();
    await opensBoth(elsewhere);
    third = new Side(elsewhere, 'left');
    await shows(withStatus(left.tick('Cy, are you there?'), 'delivered'), 'two ticks');
    await shows(left.status.getByText('online', { exact: true }), 'that Cy is online');
    await shows(third.unread('u:ana'), 'the unread message of Ana');
  });

  step('has a group of three, with the receipts of all', async () => {
    await left.rowTitled('Desk').click();
    const label = (text) => left.message('Hello Desk').getByRole('img', { name: text });
    await shows(label('delivered to 2 of 2, read by 1 of 2'), 'delivered to both, read by one');
    await third.rowTitled('Desk').click();
    await shows(label('delivered to 2 of 2, read by 2 of 2'), 'read by both');
    await shows(withStatus(left.tick('Hello Desk'), 'read'), 'coloured ticks');
    await third.send('Good morning from Cy');
    await right.rowTitled('Desk').click();
    for (const side of [left, right]) {
      await shows(side.message('Good morning from Cy').getByText('Cy Young', { exact: true }), `Cy's message for the ${side.name} user`);
    }
    await third.act('Good morning from Cy', 'Delete…');
    await third.dialog.getByRole('button', { name: 'Delete for all' }).click();
    for (const side of [left, right, third]) {
      await shows(side.message('This message was deleted'), `the place of it for ${side.name}`);
      assert.equal(await side.messages.filter({ hasText: 'Good morning' }).count(), 0);
    }
  });

  step('shows who is typing, replies, edits and pictures to all three', async () => {
    await right.input.pressSequentially('S');
    await third.input.pressSequentially('S');
    await shows(left.status.getByText(/^(Bob and Cy Young|Cy Young and Bob) are typing…$/), 'who is typing');
    await right.send('Who brings cake?');
    await shows(third.message('Who brings cake?'), 'the question');
    await third.act('Who brings cake?', 'Reply');
    await third.send('I do');
    for (const side of [left, right]) {
      await shows(side.message('I do').locator('blockquote').getByText('Who brings cake?'), `what Cy answers, for the ${side.name} user`);
    }
    await third.act('I do', 'Edit');
    await third.window.getByRole('textbox', { name: 'Edit the message' }).fill('I do, at four');
    await third.page.keyboard.press('Enter');
    await third.sendFiles({ name: 'cake.png', mimeType: 'image/png', buffer: await picture(120, 90) });
    for (const side of [left, right]) {
      await shows(side.message('I do, at four').getByText('edited', { exact: true }), `the edited message for the ${side.name} user`);
      const cake = side.window.getByRole('button', { name: `Open ${isolated('cake.png')}` }).locator('[data-picture]');
      await until('the picture is loaded', () => cake.evaluate((img) => img.complete && img.naturalWidth === 120));
    }
  });

  step('changes a group: its name, picture, members, roles and pins', async () => {
    await left.about();
    const row = (address) => left.dialog.locator(`[data-member=${address}]`);
    await left.dialog.getByLabel('Name', { exact: true }).fill('Front desk');
    await left.dialog.getByRole('button', { name: 'Rename' }).click();
    await shows(right.rowTitled('Front desk'), 'the new name for a member');
    await left.dialog.locator('[data-picture-chooser]').setInputFiles({ name: 'desk.png', mimeType: 'image/png', buffer: await picture(96, 96) });
    await shows(left.dialog.locator('.avatar img').first(), 'the picture of the group');
    await shows(right.rowTitled('Front desk').locator('.avatar img'), 'the picture for a member');
    await shows(row('ana').getByText('owner'), 'who owns the group');
    await row('bob').getByRole('button', { name: 'Make admin' }).click();
    await shows(row('bob').getByText('admin', { exact: true }), 'the new admin');
    await left.dialog.getByLabel('Add by address').fill('dee');
    await left.dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await shows(row('dee'), 'the new member');
    await row('dee').getByRole('button', { name: 'Remove' }).click();
    await vanishes(row('dee'), 'the member who was removed');
    await left.dialog.getByRole('button', { name: 'New pin for a week' }).click();
    const pin = left.dialog.locator('[data-pin]');
    await shows(pin, 'the pin');
    await shot('group-settings');
    const number = await pin.getAttribute('data-pin');
    const gid = /Group (\d+)/.exec(await left.dialog.innerText())[1];
    await left.closeDialog();

    const dee = new Side(third.page, 'right');
    await dee.window.getByRole('button', { name: 'New group' }).click();
    await dee.dialog.getByText('Join a group by its number and pin').click();
    await dee.dialog.getByLabel('Number').fill(gid);
    await dee.dialog.getByLabel('Pin', { exact: true }).fill(`${Number(number) + 1}`);
    await dee.dialog.getByRole('button', { name: 'Join' }).click();
    await shows(dee.dialog.getByRole('alert'), 'that the pin is wrong');
    await dee.dialog.getByLabel('Pin', { exact: true }).fill(number);
    await dee.dialog.getByRole('button', { name: 'Join' }).click();
    await shows(left.status.getByText('4 members'), 'the member who joined by the pin');
    await dee.about();
    await dee.dialog.getByRole('button', { name: 'Leave the group…' }).click();
    await dee.dialog.getByRole('button', { name: 'Yes, leave it' }).click();
    await shows(dee.window.getByText('You are no longer a member of this group.'), 'that one has left');
    await shows(left.status.getByText('3 members'), 'the members who are left');
  });

  step('shows a changed profile to the others', async () => {
    await right.window.getByTitle('Your profile').click();
    await right.dialog.locator('[data-picture-chooser]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: await picture(120, 120) });
    await shows(right.dialog.locator('.avatar img'), 'the own picture');
    await right.dialog.getByLabel('Name').fill('Bob Marley');
    await right.dialog.getByLabel('Status').fill('At the sea');
    await shot('profile');
    await right.dialog.getByRole('button', { name: 'Save' }).click();
    await shows(right.window.getByRole('heading', { name: 'Bob Marley' }), 'the own name');
    await shows(left.row('u:bob').getByText('Bob Marley'), 'the name for another user');
    await shows(left.row('u:bob').locator('.avatar img'), 'the picture for another user');
    await left.open('u:bob');
    await left.about();
    await shows(left.dialog.getByText('At the sea'), 'the status');
    await left.closeDialog();
    await shows(third.messages.filter({ hasText: 'Who brings cake?' }).first().locator('.sender').getByText('Bob Marley'), 'the name in a group');
  });

  step('adds a contact, blocks somebody, and lets them write again', async () => {
    await left.open('u:cy');
    await left.about();
    await left.dialog.getByRole('button', { name: 'Add to contacts' }).click();
    await shows(left.dialog.getByRole('button', { name: 'Remove from contacts' }), 'that Cy is a contact');
    await left.dialog.getByRole('button', { name: 'Block' }).click();
    await shows(left.dialog.getByRole('button', { name: 'Unblock' }), 'that Cy is blocked');
    await shot('contact');
    await left.closeDialog();
    await shows(left.window.getByText('You have blocked'), 'why one can not write');
    await third.open('u:ana');
    await third.send('Can you hear me?');
    await shows(withStatus(third.tick('Can you hear me?'), 'sent'), 'one tick for who is blocked');
    await left.window.getByRole('button', { name: 'Unblock' }).click();
    await shows(left.input, 'that one can write again');
    await third.send('And now?');
    await shows(left.message('And now?'), 'what came after');
    assert.equal(await left.messages.filter({ hasText: 'Can you hear me?' }).count(), 0);
    assert.equal(await third.tick('Can you hear me?').getAttribute('data-status'), 'sent');
  });

  step('forwards a message', async () => {
    await left.open('u:bob');
    await left.act('With pleasure', 'Forward…');
    await left.dialog.locator('[data-choice="u:cy"]').click();
    await left.dialog.getByRole('button', { name: 'Forward', exact: true }).click();
    await shows(third.message('With pleasure').getByText('Forwarded'), 'the forwarded message');
  });

  step('sends and gets after the network of a user was gone', async () => {
    network.down();
    await shows(third.window.getByText('Reconnecting…'), 'that Cy is not connected');
    await third.send('Written in a tunnel');
    await shows(withStatus(third.tick('Written in a tunnel'), 'sending'), 'a clock');
    await left.open('u:cy');
    await left.send('Written while Cy was away');
    await shows(withStatus(left.tick('Written while Cy'), 'sent'), 'one tick');
    await third.page.screenshot({ path: join(shots, 'offline.png') });
    network.up();
    await shows(left.message('Written in a tunnel'), 'what was written offline');
    await shows(third.message('Written while Cy was away'), 'what came meanwhile');
    await shows(withStatus(left.tick('Written while Cy'), 'read'), 'read');
    assert.equal(await left.messages.filter({ hasText: 'Written in a tunnel' }).count(), 1);
  });

  step('says when somebody was last seen', async () => {
    await third.page.close();
    await shows(left.status.getByText(/^last seen today at \d\d:\d\d$/), 'when Cy was last seen');
    await left.open('u:bob');
    await right.open('u:ana');
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
    await opensBoth(page);
    await left.open('u:bob');
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
    await left.window.getByText('The beginning of this chat').scrollIntoViewIfNeeded();
    const texts = await left.messages.locator('.text').allInnerTexts();
    assert.deepEqual(texts.slice(-70), Array.from({ length: 70 }, (_, i) => `Line ${i + 1}.`));
    await left.window.getByRole('button', { name: 'To the newest message' }).click();
  });

  step('has few messages of a long chat on the page, and all of them when one scrolls', async () => {
    const { Chat } = await loadClient();
    const dee = new Chat({ url: server.url, token: await newToken(server, 'dee'), database: false, webSocket: WebSocket });
    await dee.start();
    const sent = Array.from({ length: 500 }, (_, i) => dee.conversation('ana').send(`Page ${i + 1} of a long letter`));
    await Promise.all(sent.map((message) => message.accepted()));
    await dee.stop();
    await shows(left.unread('u:dee').and(page.locator('[data-unread="500"]')), 'how many are unread');
    await until('the title of the page counts them', async () => (await page.title()).startsWith('(500) '));
    await left.open('u:dee');
    await shows(left.window.getByRole('heading', { name: 'Unread', exact: true }), 'the line above what is unread');
    await shows(left.message('Page 1 of'), 'the first unread message');
    await shows(left.window.locator('[data-unseen="500"]'), 'how many are below');
    await shot('unread-line');
    await left.window.getByRole('button', { name: 'To the newest message' }).click();
    await shows(left.message('Page 500 of'), 'the newest');
    await vanishes(left.window.locator('[data-unseen]'), 'the count of what is below');
    const scroll = left.window.locator('.scroll');
    const seen = new Set();
    await until('the first message is on the page', async () => {
      for (const text of await left.messages.locator('.text').allInnerTexts()) seen.add(text);
      assert.ok((await left.messages.count()) <= MOST_ON_PAGE, 'few are on the page');
      await scroll.evaluate((element) => (element.scrollTop -= 1500));
      return seen.has(sent[0].text);
    });
    assert.deepEqual(sent.map(({ text }) => text).filter((text) => !seen.has(text)), [], 'all were on the page');
    await left.window.getByRole('button', { name: 'To the newest message' }).click();
    await shows(left.message('Page 500 of'), 'the newest again');
  });

  step('finds a message in the history, and goes there', async () => {
    await left.search.fill('page 7 of');
    const hit = left.window.locator('[data-hit]');
    await shows(hit.filter({ hasText: 'Page 7 of' }), 'the message found');
    assert.equal(await hit.count(), 1);
    await shot('search');
    await hit.click();
    await shows(left.message('Page 7 of'), 'the message in its chat');
    await until('it is in sight', () => left.message('Page 7 of').evaluate((e) => {
      const { top, bottom } = e.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }));
    await left.search.press('Escape');
    await shows(left.row('u:bob'), 'the list of chats again');
    await left.open('u:bob');
  });

  step('survives a restart of the server', async (t) => {
    if (!server.canRestart) return t.skip('the server is not ours to restart');
    await right.open('u:ana');
    stage.expectsErrors = true;
    await server.stop();
    await shows(left.window.getByText('Reconnecting…'), 'that the left user is not connected');
    await left.send('Written while the server was down');
    await shows(withStatus(left.tick('Written while'), 'sending'), 'a clock');
    await shot('down');
    await server.start();
    await opensBoth(page);
    stage.expectsErrors = false;
    await shows(right.message('Written while the server was down'), 'what was written meanwhile');
    await shows(withStatus(left.tick('Written while'), 'read'), 'read');
    assert.equal(await right.messages.filter({ hasText: 'Written while' }).count(), 1);
    await right.send('And I am back, too');
    await shows(left.message('And I am back, too'), 'a message the other way');
    await shows(left.status.getByText('chatting with you'), 'presence after the restart');
  });

  step('shows everything again after a reload, with what is unread', async () => {
    await right.open('u:ana');
    await shows(right.messages.nth(PAGE - 1), 'a page of messages');
    const before = await right.messages.locator('.text').allInnerTexts();
    await right.rowTitled('Front desk').click();
    await left.open('u:bob');
    await left.send('Not read yet');
    await shows(right.unread('u:ana').and(page.locator('[data-unread="1"]')), 'one unread message');
    await left.input.pressSequentially('To be continued');
    await left.open('u:cy');
    await shows(left.row('u:bob').getByText('To be continued'), 'the draft in the list of chats');
    await page.reload();
    await opensBoth(page);
    await shows(right.unread('u:ana').and(page.locator('[data-unread="1"]')), 'one unread message after the reload');
    await shows(left.row('u:bob').getByText('To be continued'), 'the draft after the reload');
    await right.open('u:ana');
    await shows(right.messages.nth(PAGE - 1), 'a page of messages');
    await shows(right.message('Not read yet'), 'the unread message');
    const after = await right.messages.locator('.text').allInnerTexts();
    assert.deepEqual(after.slice(0, -1), before.slice(1 - after.length));
    await shows(right.rowTitled('Front desk'), 'the group');
    await left.rowTitled('Front desk').click();
    await shows(left.message('Hello Desk'), 'the group message');
    await left.open('u:cy');
    await left.about();
    await shows(left.dialog.getByRole('button', { name: 'Remove from contacts' }), 'that Cy is a contact');
    await left.closeDialog();
    await left.open('u:bob');
    assert.equal(await left.input.inputValue(), 'To be continued');
    await left.input.fill('');
  });

  step('sends no read receipt for a chat that nobody can see', async () => {
    await page.setViewportSize(PHONE);
    await page.getByRole('tab', { name: 'Bob' }).click();
    await shows(right.input, 'the chat that the right user has open');
    await page.getByRole('tab', { name: 'Ana' }).click();
    await left.window.getByRole('button', { name: 'Back to the chats' }).click();
    await shot('phone-chats');
    await left.open('u:bob');
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
    await left.open('u:bob');
    await right.open('u:ana');
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(background, 'rgb(14, 17, 22)');
    await shot('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await shot('light');
  });

  step('shows one of the two windows alone, and both again', async () => {
    await page.getByRole('tab', { name: 'Bob' }).click();
    await vanishes(left.window, 'the left window');
    await shows(right.input, 'the right window');
    await shot('one-window');
    await page.reload();
    await shows(right.connection('online'), 'that the right user is connected');
    assert.equal(await left.window.isVisible(), false, 'what was chosen holds after a reload');
    await page.getByRole('tab', { name: 'Side by side' }).click();
    await opensBoth(page);
    await left.open('u:bob');
    await right.open('u:ana');
  });

  step('gets another token where the one it kept is no good, and says when there is none to be had', async () => {
    const spoil = () => localStorage.setItem('carillon.messenger.token left ana', 'not-a-token');
    await page.evaluate(spoil);
    await page.reload();
    await opensBoth(page);
    await page.evaluate(spoil);
    await page.route('**/backend', (route) =>
      route.request().postDataJSON().op === 'useradd' ? route.fulfill({ json: { result: false, error: 'QUOTA', cause: 'not today' } }) : route.continue());
    await page.reload();
    await shows(left.window.getByRole('alert').getByText('The server gave no login for this user.'), 'why Ana can not be connected');
    await shows(right.connection('online'), 'that Bob is connected');
    await shot('no-token');
    await page.unroute('**/backend');
    await left.window.getByRole('button', { name: /Try/ }).click();
    await opensBoth(page);
    await left.open('u:bob');
    await right.open('u:ana');
  });

  step('shares one login between two tabs', async () => {
    const [other] = await Promise.all([person.waitForEvent('page'), page.evaluate(() => void open('/messenger'))]);
    await opensBoth(other);
    await opensBoth(page);
    const left2 = new Side(other, 'left');
    await left2.open('u:bob');
    await left2.send('From the second tab');
    await shows(left.message('From the second tab'), 'the message in the first tab');
    await shows(right.message('From the second tab'), 'the message at its recipient');
    await other.close();
    await left.send('From the first tab');
    await shows(right.message('From the first tab'), 'that the first tab goes on');
  });

  step('signs a user out who logs in elsewhere', async () => {
    const another = await newPerson(browser);
    const elsewhere = await another.newPage();
    await elsewhere.goto(`${server.url}/messenger#token=${server.token}`);
    await elsewhere.locator('[name=left-address]').fill('ana');
    await elsewhere.locator('[name=right-address]').fill('bob');
    await elsewhere.getByRole('button', { name: 'Open both windows' }).click();
    await opensBoth(elsewhere);
    await shows(left.connection('stopped'), 'the older page is signed out');
    await shows(left.window.getByText('You are signed out here: this login is open elsewhere.'), 'why');
    await shot('signed-out');
    const there = new Side(elsewhere, 'right');
    await there.open('u:ana');
    await there.send('Written elsewhere');
    await left.window.getByRole('button', { name: 'Use here' }).click();
    await shows(left.connection('online'), 'the older page is connected again');
    await shows(left.message('Written elsewhere'), 'what came meanwhile');
    await another.close();
  });

  step('had no exception, no refused resource and no error in the console', () => {
    assert.deepEqual(stage.complaints, []);
  });
});
