// Two applications made with AngularJS itself: its digests, its `ng-repeat` and its error reports are the judges.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newPerson, startBrowser } from '../browser.js';
import { newToken, until } from '../chat-stage.js';
import { startServer } from '../server.js';
import { App } from './app.js';
import { startPages } from './pages.js';

/** Three pixels wide and two high, red. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AAQQxwFgBB0gX7h/C5SAAAAABJRU5ErkJggg==',
  'base64',
);

let server, browser, site, ana, bob;
const errors = [];

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  site = await startPages(`${server.url}/api/mesibo.js`, { '/angular.js': import.meta.resolve('angular/angular.js') });
  ana = await open('ana');
  bob = await open('bob');
});

after(async () => {
  await browser?.close();
  await site?.close();
  await server?.close();
});

async function open(name) {
  const person = await newPerson(browser);
  person.on('console', (message) => {
    // AngularJS reports exceptions of its digests so; a picture named "x" is in the templates on purpose
    if (message.type() === 'error' && !message.location().url.endsWith('/x')) errors.push(`${name}: ${message.text()}`);
  });
  return App.open(person, `${site.url}/angular.html#token=${await newToken(server, name)}`);
}

describe('applications made with AngularJS', () => {
  it('log in', async () => {
    for (const app of [ana, bob]) await app.has('#status[data-status="1"]');
    await ana.reads('#self', 'ANA');
  });

  it('draw a message once on both sides, with its ticks', async () => {
    await ana.target('bob', 'open-chat');
    await ana.has('#open[data-key="bob"]');
    await ana.send('Hello Bob');
    await bob.has('#open[data-key="ana"]'); // nothing was open, so its first message opens the chat
    await bob.hasMessage('Hello Bob', { direction: 'in' });
    await ana.hasMessage('Hello Bob', { direction: 'out', status: 3 });
    await ana.reads('#messages li:last-child .tick', '✓✓ read');
    await ana.has('#messages li[data-mark="mine"]');
    for (const text of ['two', 'three']) await bob.send(text);
    await ana.hasMessage('three', { direction: 'in' });
    for (const app of [ana, bob]) for (const text of ['Hello Bob', 'two', 'three']) assert.equal(await app.count(text), 1, `${app.name} ${text}`);
  });

  it('show typing and who has the chat open', async () => {
    await bob.type('x');
    await ana.reads('#activity', 'typing');
    await bob.send('done');
    await ana.reads('#activity', 'chatting');
  });

  it('show a picture', async () => {
    await ana.sendFile('red.png', 'image/png', PICTURE);
    await bob.hasMessage('a file', { direction: 'in' });
    for (const app of [ana, bob]) await app.seesPicture('a file', 3);
  });

  it('delete for all, and for themselves', async () => {
    await ana.send('This was a mistake');
    await bob.hasMessage('This was a mistake', { direction: 'in' });
    await ana.select('This was a mistake');
    await ana.press('delete-all');
    for (const app of [ana, bob]) await app.reads('#messages li:last-child .text', 'This message was deleted');
    await ana.select('done');
    await ana.press('delete');
    await until('it is gone', async () => (await ana.count('done')) === 0);
    assert.equal(await bob.count('done'), 1);
  });

  it('show a new name and picture to the other one', async () => {
    await ana.target('Ana Maria', 'set-name');
    await bob.reads('#open', 'Ana Maria');
    await ana.setPicture('red.png', 'image/png', PICTURE);
    await ana.has('#self-picture');
    await until('bob sees the picture', async () => /\/files\//.test((await bob.attribute('#chats li[data-key="ana"] .face', 'src')) ?? ''));
    await ana.logs(/published true[^]*published true/);
  });

  it('block, and let in again', async () => {
    await ana.press('block');
    await ana.has('#open[data-blocked="true"]');
    await bob.send('Can you hear me?');
    await bob.hasMessage('Can you hear me?', { status: 1 });
    await ana.press('unblock');
    await ana.has('#open[data-blocked="false"]');
    await bob.send('And now?');
    await ana.hasMessage('And now?', { direction: 'in' });
    assert.equal(await ana.count('Can you hear me?'), 0);
  });

  it('know what is unread after a reload, and page through a long chat', async () => {
    await bob.target('cy', 'open-chat'); // no such user: just another chat
    await bob.has('#open[data-key="cy"]');
    for (let n = 1; n <= 30; n++) await ana.send(`line ${n}`);
    await ana.hasMessage('line 30', { status: 2 });
    await bob.reads('#chats li[data-key="ana"] .unread', '30');
    await bob.reload();
    await bob.reads('#chats li[data-key="ana"] .unread', '30');
    await bob.reads('#chats li[data-key="ana"] .last', 'line 30');
    await bob.openFromList('ana');
    await bob.hasMessage('line 30', { direction: 'in' });
    assert.equal(await bob.count('line 1'), 0, 'not yet read');
    await bob.press('older');
    await bob.hasMessage('line 1', { direction: 'in' });
    for (const n of [1, 10, 11, 12, 30]) assert.equal(await bob.count(`line ${n}`), 1, `line ${n}`);
    await ana.hasMessage('line 30', { status: 3 });
    await until('nothing is unread', async () => (await bob.hasNo('#chats li[data-key="ana"] .unread')));
  });

  it('never draw for ever, nor a row twice, nor find an odd object', async () => {
    assert.deepEqual(errors, []);
    for (const app of [ana, bob]) {
      assert.deepEqual(app.complaints, []);
      assert.doesNotMatch(await app.logged(), /odd/);
    }
  });
});
