// Applications of both generations, written against mesibo.js alone, in a real browser against a real server: ana's
// page is drawn by a digest loop, bob's is of the second generation without a framework, cy's of the first.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newPerson, startBrowser } from '../browser.js';
import { Network, newToken, until } from '../chat-stage.js';
import { startServer } from '../server.js';
import { App } from './app.js';
import { startPages } from './pages.js';

let server, browser, network, direct, cuttable, ana, bob, cy;
let broken = false;
/** Three pixels wide and two high, red. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AAQQxwFgBB0gX7h/C5SAAAAABJRU5ErkJggg==',
  'base64',
);
const tokens = {};

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  network = await Network.to(server.url);
  direct = await startPages(`${server.url}/mesibo.js`);
  cuttable = await startPages(`${network.url}/api/mesibo.js`);
  for (const name of ['ana', 'bob', 'cy', 'dee']) tokens[name] = await newToken(server, name);
});

after(async () => {
  await browser?.close();
  await Promise.all([direct, cuttable].map((site) => site?.close()));
  network?.close();
  await server?.close();
});

async function open(site, page, token, more = '') {
  const person = await newPerson(browser);
  return App.open(person, `${site.url}/${page}.html#token=${token}${more}`);
}

/** A step that goes on where the one before ended; after one that failed the others are not tried. */
function step(name, run) {
  it(name, async (t) => {
    if (broken) return t.skip('an earlier step failed');
    try {
      await run(t);
    } catch (error) {
      broken = true;
      for (const app of [ana, bob, cy]) if (app !== undefined) console.log(app.name, await app.logged(), app.complaints);
      throw error;
    }
  });
}

describe('applications of both generations', () => {
  step('log in', async () => {
    ana = await open(cuttable, 'digest', tokens.ana);
    await ana.has('#status[data-status="1"]');
    await ana.reads('#self', 'ANA');
    assert.deepEqual(await ana.statuses(), [6, 1]);
  });

  step('are told that a token is bad, and never a network failure instead', async () => {
    const nobody = await open(direct, 'v2', 'x'.repeat(40));
    await nobody.has('#status[data-status="4"]');
    assert.deepEqual(await nobody.statuses(), [6, 4]);
    await nobody.close();
  });

  step('are signed out when their token is used elsewhere', async () => {
    const token = await newToken(server, 'dee');
    const first = await open(direct, 'v2', token);
    await first.has('#status[data-status="1"]');
    const second = await open(direct, 'digest', token);
    await second.has('#status[data-status="1"]');
    await first.has('#status[data-status="3"]');
    await first.close();
    await second.press('stop');
    await second.has('#status[data-status="5"]');
    await second.press('start');
    await second.has('#status[data-status="1"]');
    assert.equal((await second.statuses()).includes(3), false, 'stop() is no sign-out');
    await second.close();
  });

  step('send a text that waits for its reader: sent, delivered, read', async () => {
    await ana.target('cy', 'open-chat');
    await ana.has('#open[data-key="cy"]');
    await ana.send('Hello Cy');
    await ana.hasMessage('Hello Cy', { status: 1, direction: 'out' });
    cy = await open(direct, 'v1', tokens.cy);
    await cy.has('#status[data-status="1"]');
    await ana.hasMessage('Hello Cy', { status: 2 });
    await ana.reads('#messages li:last-child .tick', '✓✓');
    await cy.reads('#chats li[data-key="ana"] .last', 'Hello Cy');
    await cy.target('ana', 'open-chat');
    await cy.hasMessage('Hello Cy', { direction: 'in' });
    await ana.hasMessage('Hello Cy', { status: 3 });
  });

  step('of the first generation know a message by the number they gave it', async () => {
    await cy.send('Hello Ana');
    await ana.hasMessage('Hello Ana', { direction: 'in' });
    await cy.hasMessage('Hello Ana', { direction: 'out', status: 3 });
    await cy.logs(/v1 status mine 3/);
    assert.doesNotMatch(await cy.logged(), /v1 status unknown/);
  });

  step('open the chat of whoever writes first', async () => {
    bob = await open(direct, 'v2', tokens.bob);
    await bob.has('#status[data-status="1"]');
    assert.match(await bob.logged(), /database true/);
    await ana.target('bob', 'open-chat');
    await ana.send('Hello Bob');
    await bob.has('#open[data-key="ana"]');
    await bob.hasMessage('Hello Bob', { direction: 'in' });
    await ana.hasMessage('Hello Bob', { status: 3 });
    await bob.send('Hello Ana, Bob here');
    await ana.hasMessage('Hello Ana, Bob here', { direction: 'in' });
    await bob.hasMessage('Hello Ana, Bob here', { direction: 'out', status: 3 });
  });

  step('show typing, and no longer once the message is there', async () => {
    await bob.type('H');
    await ana.reads('#activity', 'typing');
    await bob.send('Here it is');
    await ana.hasMessage('Here it is', { direction: 'in' });
    await ana.reads('#activity', 'chatting');
  });

  step('show a changed profile at once', async () => {
    await ana.target('Ana Maria', 'set-name');
    await ana.reads('#self', 'Ana Maria');
    await bob.reads('#open', 'Ana Maria');
    await bob.has('#open[data-status="About Ana Maria"]');
    await ana.logs(/published true/);
  });

  step('edit, reply and forward', async () => {
    await bob.select('Here it is');
    await bob.target('Here it was', 'edit');
    await ana.hasMessage('Here it was', { direction: 'in' });
    await ana.reads('#messages li:last-child .marks', 'edited');
    await bob.select('Hello Bob');
    await bob.target('Hello again', 'reply');
    await ana.hasMessage('Hello again', { direction: 'in' });
    await ana.reads('#messages li:last-child .marks', 'reply');
    await ana.select('Hello again');
    await ana.target('cy', 'forward');
    await cy.hasMessage('Hello again', { direction: 'in' });
  });

  step('delete for everybody', async () => {
    await ana.send('This was a mistake');
    await bob.hasMessage('This was a mistake', { direction: 'in' });
    await ana.select('This was a mistake');
    await ana.press('delete-all');
    await bob.reads('#messages li:last-child .text', 'This message was deleted');
    await ana.reads('#messages li:last-child .text', 'This message was deleted');
  });

  step('send a picture, which the other one sees', async () => {
    await ana.openFromList('bob');
    await bob.target('ana', 'open-chat');
    await bob.has('#open[data-key="ana"]');
    await ana.sendFile('red.png', 'image/png', PICTURE);
    await bob.hasMessage('a file', { direction: 'in' });
    await bob.seesPicture('a file', 3);
    await ana.seesPicture('a file', 3);
    await ana.hasMessage('a file', { status: 3 });
    await bob.sendFile('red.png', 'image/png', PICTURE);
    await ana.seesPicture('from an input', 3);
  });

  step('change a profile picture', async () => {
    await ana.setPicture('red.png', 'image/png', PICTURE);
    await ana.logs(/published true[^]*published true/);
    await ana.has('#self-picture:not([hidden])');
  });

  step('make a group, whose members the sender hears of one by one', async () => {
    await bob.target('Desk', 'create-group');
    await bob.logs(/created Desk/);
    await bob.logs(/settings Desk 2/); // a pin when it was created, a second one when the first was there
    await bob.target('ana cy', 'add-members');
    await ana.has('[data-people*="g:"]');
    const key = await bob.attribute('#open', 'data-key');
    await bob.send('To all of you');
    await ana.press('open-chat', async () => ana.openFromList(key));
    await ana.hasMessage('To all of you', { direction: 'in' });
    await ana.send('Seen by whom?');
    await bob.hasMessage('Seen by whom?', { direction: 'in' });
    await ana.logs(/message \d (bob|cy)=\d/);
    await ana.press('get-members');
    await until('the members are shown', async () => /BOB\*/.test(await ana.text('#members')));
    await cy.target(key.slice(2), 'open-chat');
    await ana.hasMessage('Seen by whom?', { status: 3 });
    await ana.logs(/cy=3 all/);
  });

  step('add a contact, and block one', async () => {
    await ana.target('dee', 'add-contact');
    await ana.has('[data-people*="dee"]');
    await ana.openFromList('bob');
    await ana.press('block');
    await ana.has('#open[data-blocked="true"]');
    await ana.logs(/blocked true/);
    await bob.target('ana', 'open-chat');
    await bob.has('#open[data-key="ana"]');
    await bob.send('Can you hear me?');
    await bob.hasMessage('Can you hear me?', { status: 1 });
    await ana.press('unblock');
    await ana.has('#open[data-blocked="false"]');
    await bob.send('And now?');
    await ana.hasMessage('And now?', { direction: 'in' });
    assert.equal(await ana.count('Can you hear me?'), 0);
  });

  step('go offline and come back, and lose nothing of what was written meanwhile', async () => {
    network.down();
    await until('ana notices', async () => [2, 6, 7, 8].includes(Number(await ana.attribute('#status', 'data-status'))));
    await ana.send('written offline');
    await ana.hasMessage('written offline', { status: 0 });
    await bob.send('written meanwhile');
    network.up();
    await ana.has('#status[data-status="1"]');
    await ana.hasMessage('written meanwhile', { direction: 'in' });
    await bob.hasMessage('written offline', { direction: 'in' });
    await ana.hasMessage('written offline', { status: 3 });
    assert.equal(await bob.count('written offline'), 1);
    assert.equal((await ana.statuses()).includes(4), false);
  });

  step('show a refusal, and send again what was refused', async () => {
    await ana.target('eve', 'open-chat');
    await ana.send('Is anybody there?');
    await ana.hasMessage('Is anybody there?', { status: 131 });
    await ana.reads('#messages li:last-child .tick', 'failed');
    const eve = await newToken(server, 'eve');
    await ana.select('Is anybody there?');
    await ana.press('resend');
    await ana.hasMessage('Is anybody there?', { status: 1 });
    const page = await open(direct, 'v2', eve);
    await page.has('#chats li[data-key="ana"]');
    await page.close();
  });

  step('count what is unread, also after a reload', async () => {
    await bob.target('cy', 'open-chat');
    await bob.has('#open[data-key="cy"]');
    await cy.target('bob', 'open-chat');
    await ana.openFromList('eve');
    await cy.target('ana', 'open-chat');
    await cy.send('one');
    await cy.send('two');
    await ana.reads('#chats li[data-key="cy"] .unread', '2');
    await ana.reload();
    await ana.has('#status[data-status="1"]');
    await ana.reads('#chats li[data-key="cy"] .unread', '2');
    await ana.reads('#chats li[data-key="cy"] .last', 'two');
    assert.equal(await ana.attribute('#chats li:first-child', 'data-key'), 'cy', 'the newest comes first');
    await ana.openFromList('cy');
    await ana.hasMessage('two', { direction: 'in' });
    await ana.reads('#chats li[data-key="cy"] .unread', '');
  });

  step('never draw a row twice, nor for ever', async () => {
    for (const app of [ana, bob, cy]) {
      assert.doesNotMatch(await app.logged(), /digest:|an odd file|no mid|not the first|no presence|time for a stranger/);
      assert.deepEqual(app.complaints.filter((text) => !text.includes('applications make mistakes')), []);
    }
  });
});
