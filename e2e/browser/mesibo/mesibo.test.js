// Applications of both generations talk to each other, written against mesibo.js alone, in a real browser against a real
// server: ana's page is drawn by a digest loop, bob's is of the second generation without a framework, cy's of the first.
// What each of them does by itself, step by step, is in steps.test.js.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newPerson, startBrowser } from '../browser.js';
import { newToken } from '../chat-stage.js';
import { startServer } from '../server.js';
import { App } from './app.js';
import { startPages } from './pages.js';

let server, browser, site, ana, bob, cy;
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
  site = await startPages(`${server.url}/mesibo.js`);
  for (const name of ['ana', 'bob', 'cy']) tokens[name] = await newToken(server, name);
});

after(async () => {
  await browser?.close();
  await site?.close();
  await server?.close();
});

async function open(page, token) {
  const person = await newPerson(browser);
  return App.open(person, `${site.url}/${page}.html#token=${token}`);
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
    ana = await open('digest', tokens.ana);
    await ana.has('#status[data-status="1"]');
    await ana.reads('#self', 'ANA');
    assert.deepEqual(await ana.statuses(), [6, 1]);
  });

  step('send a text that waits for its reader: sent, delivered, read', async () => {
    await ana.target('cy', 'open-chat');
    await ana.has('#open[data-key="cy"]');
    await ana.send('Hello Cy');
    await ana.hasMessage('Hello Cy', { status: 1, direction: 'out' });
    cy = await open('v1', tokens.cy);
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
    bob = await open('v2', tokens.bob);
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

  step('change a profile picture', async () => {
    await ana.setPicture('red.png', 'image/png', PICTURE);
    await ana.logs(/published true[^]*published true/);
    await ana.has('#self-picture:not([hidden])');
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
    const page = await open('v2', eve);
    await page.has('#chats li[data-key="ana"]');
    await page.close();
  });

  step('never draw a row twice, nor for ever', async () => {
    for (const app of [ana, bob, cy]) {
      assert.doesNotMatch(await app.logged(), /digest:|an odd file|no mid|not the first|no presence|time for a stranger/);
      assert.deepEqual(app.complaints.filter((text) => !text.includes('applications make mistakes')), []);
    }
  });
});
