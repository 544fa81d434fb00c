// Every step that people take, in a page of each kind: `digest` (the second generation, drawn by a digest loop), `v2` (the
// second generation without a framework) and `v1` (the first). Each is asserted in the page's own DOM.
//
//                                       digest  v2   v1
//   login                                 x      x    x
//   a bad token                           x      x    x
//   a second login elsewhere              x      x    x
//   a text with each tick                 x      x    x
//   typing: seen                          x      x    x
//   typing: shown to others               x      x    no call for it
//   a picture, both ways                  x      x    x
//   the own profile                       x      x    x
//   a group, with receipts of members     x      x    x (counts)
//   delete for all                        x      x    no call for it; what others delete is gone
//   add a contact                         x      x    x
//   block                                 x      x    no call for it
//   going offline and coming back         x      x    x
//   the list after a reload, unread       x      x    the list; no call for counts
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newPerson, startBrowser } from '../browser.js';
import { Network, newToken, until } from '../chat-stage.js';
import { startServer } from '../server.js';
import { App } from './app.js';
import { startPages } from './pages.js';

/** Three pixels wide and two high, red. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AAQQxwFgBB0gX7h/C5SAAAAABJRU5ErkJggg==',
  'base64',
);
const PAGES = [
  { kind: 'digest', name: 'dora', fileText: 'a file' },
  { kind: 'v2', name: 'vic', fileText: 'from an input' },
  { kind: 'v1', name: 'olaf', fileText: 'a picture' },
];

let server, browser, direct;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  direct = await startPages(`${server.url}/mesibo.js`);
});

after(async () => {
  await browser?.close();
  await direct?.close();
  await server?.close();
});

async function open(kind, token, site = direct) {
  return App.open(await newPerson(browser), `${site.url}/${kind}.html#token=${token}`);
}

async function online(kind, name, site) {
  const app = await open(kind, await newToken(server, name), site);
  await app.has('#status[data-status="1"]');
  return app;
}

for (const { kind, name, fileText } of PAGES) {
  const first = kind === 'v1';

  describe(`a page of the kind ${kind}`, { concurrency: false, timeout: 120_000 }, () => {
    let network, site, app, pal, late, broken;
    const palName = `pal-of-${name}`;
    const lateName = `late-for-${name}`;

    /** A step that goes on where the one before ended; after one that failed the others are not tried. */
    function step(what, run) {
      it(what, async (t) => {
        if (broken) return t.skip('an earlier step failed');
        broken = true;
        await run();
        broken = false;
      });
    }

    before(async () => {
      network = await Network.to(server.url);
      site = await startPages(`${network.url}/mesibo.js`);
      pal = await online('v2', palName);
      await newToken(server, lateName);
    });

    after(async () => {
      await Promise.all([app, pal, late].map((page) => page?.close()));
      await site?.close();
      network?.close();
    });

    step('logs in', async () => {
      app = await online(kind, name, site);
      await app.reads('#self', name.toUpperCase());
      assert.deepEqual(await app.statuses(), [6, 1]);
    });

    step('hears that a token is bad', async () => {
      const nobody = await open(kind, 'x'.repeat(40));
      await nobody.has('#status[data-status="4"]');
      assert.deepEqual(await nobody.statuses(), [6, 4]);
      await nobody.close();
    });

    step('is signed out by a second login elsewhere, and not by a stop', async () => {
      const token = await newToken(server, `twice-${name}`);
      const before = await open(kind, token);
      await before.has('#status[data-status="1"]');
      const now = await open(kind, token);
      await now.has('#status[data-status="1"]');
      await before.has('#status[data-status="3"]');
      await before.close();
      await now.press('stop');
      await now.has('#status[data-status="5"]');
      await now.press('start');
      await now.has('#status[data-status="1"]');
      assert.equal((await now.statuses()).includes(3), false);
      await now.close();
    });

    step('shows a tick for each thing that happens to a text', async () => {
      await app.target(lateName, 'open-chat');
      await app.has(`#open[data-key="${lateName}"]`);
      await app.send('For later');
      await app.hasMessage('For later', { status: 1, direction: 'out' });
      await app.reads('#messages li:last-child .tick', '✓');
      late = await online('v1', lateName); // which shows the text in its list, and no more
      await app.hasMessage('For later', { status: 2 });
      await app.reads('#messages li:last-child .tick', '✓✓');
      await late.target(name, 'open-chat');
      await late.hasMessage('For later', { direction: 'in' });
      await app.hasMessage('For later', { status: 3 });
      await app.reads('#messages li:last-child .tick', '✓✓ read');
    });

    step('shows who is typing, until the message is there', async () => {
      await app.target(palName, 'open-chat');
      await app.has(`#open[data-key="${palName}"]`);
      await pal.target(name, 'open-chat');
      await pal.has(`#open[data-key="${name}"]`);
      await pal.type('H');
      await app.reads('#activity', 'typing');
      await pal.send('Hello');
      await app.hasMessage('Hello', { direction: 'in' });
      if (!first) assert.equal(await app.text(`#chats li[data-key="${palName}"] .unread`), '', 'what is on the screen is not unread');
      await app.reads('#activity', first ? '' : 'chatting');
      if (first) return;
      await app.type('H');
      await pal.reads('#activity', 'typing');
      await app.send('Hello to you');
      await pal.hasMessage('Hello to you', { direction: 'in' });
      await pal.reads('#activity', 'chatting');
    });

    step('sends a picture, and shows one', async () => {
      await app.sendFile('red.png', 'image/png', PICTURE);
      await pal.seesPicture(fileText, 3);
      await app.hasMessage(fileText, { status: 3, direction: 'out' });
      await pal.sendFile('red.png', 'image/png', PICTURE);
      await app.seesPicture('from an input', 3);
    });

    step('changes the own profile, which others see at once', async () => {
      await app.target(`New ${name}`, 'set-name');
      await app.reads('#self', `New ${name}`);
      await pal.reads('#open', `New ${name}`);
      if (kind !== 'v2') await pal.has(`#open[data-status="About New ${name}"]`);
    });

    step('writes to a group, and hears of each member that read it', async () => {
      await pal.target(`Group of ${name}`, 'create-group');
      await pal.logs(new RegExp(`settings Group of ${name} 2`));
      await pal.target(`${name} ${lateName}`, 'add-members');
      await pal.send('To all of you');
      const key = await pal.attribute('#open', 'data-key');
      await app.has(`#chats li[data-key="${key}"]`);
      if (kind === 'digest') await app.openFromList(key);
      else await app.target(key.slice(2), 'open-chat');
      await app.hasMessage('To all of you', { direction: 'in' });
      await app.send('Seen by whom?');
      await pal.hasMessage('Seen by whom?', { direction: 'in' });
      if (!first) await app.logs(new RegExp(`${palName}=3`));
      await late.target(key.slice(2), 'open-chat');
      await late.hasMessage('Seen by whom?', { direction: 'in' });
      await app.hasMessage('Seen by whom?', { status: 3, direction: 'out' });
      if (first) await app.has('#messages li[data-receipts="2/2"]');
      else await app.logs(new RegExp(`${lateName}=3 all`));
      if (first) return;
      await app.press('get-members');
      const members = new Set(['digest' === kind ? `${palName.toUpperCase()}*` : `${palName}*`]);
      await until('the members are shown', async () => (await app.text('#members')).split(' ').some((member) => members.has(member)));
    });

    step('deletes for all', async () => {
      await app.target(palName, 'open-chat');
      await pal.target(name, 'open-chat');
      await pal.has(`#open[data-key="${name}"]`);
      const [from, to] = first ? [pal, app] : [app, pal];
      await from.send('A mistake');
      await to.hasMessage('A mistake', { direction: 'in' });
      await from.hasMessage('A mistake', { status: 3 });
      await from.select('A mistake');
      await from.press('delete-all');
      await from.reads('#messages li:last-child .text', 'This message was deleted');
      if (!first) return to.reads('#messages li:last-child .text', 'This message was deleted');
      await until('nothing is left of it', async () => (await app.target(palName, 'open-chat'), (await app.text('#messages li:last-child .text')) === ''));
      assert.equal(await app.count('A mistake'), 0);
    });

    step('adds a contact', async () => {
      await app.target(palName, 'open-chat');
      await app.target(palName, 'add-contact');
      await app.has(kind === 'digest' ? `#chats li[data-key="${palName}"][data-contact="true"]` : '#open[data-contact="true"]');
    });

    if (!first) {
      step('blocks somebody, who is not told, and lets them in again', async () => {
        await app.press('block');
        await app.has('#open[data-blocked="true"]');
        await app.logs(/published true\n(.*\n)*$/);
        await pal.send('Can you hear me?');
        await pal.hasMessage('Can you hear me?', { status: 1 });
        await app.press('unblock');
        await app.has('#open[data-blocked="false"]');
        await until('the other one is let in', async () => {
          await pal.send('And now?');
          return (await app.count('And now?')) > 0;
        });
        assert.equal(await app.count('Can you hear me?'), 0);
      });
    }

    step('goes offline and comes back, and loses nothing', async () => {
      network.down();
      await until('the page notices', async () => [2, 6, 7, 8].includes(Number(await app.attribute('#status', 'data-status'))));
      await app.send('written offline');
      await app.hasMessage('written offline', { status: 0, direction: 'out' });
      await pal.send('written meanwhile');
      network.up();
      await app.has('#status[data-status="1"]');
      await app.hasMessage('written meanwhile', { direction: 'in' });
      await pal.hasMessage('written offline', { direction: 'in' });
      await app.hasMessage('written offline', { status: 3 });
      for (const [page, text] of [[app, 'written meanwhile'], [pal, 'written offline']]) assert.equal(await page.count(text), 1);
      assert.equal((await app.statuses()).includes(4), false);
    });

    step('shows after a reload what was unread before', async () => {
      await late.target(name, 'open-chat');
      for (const text of ['one', 'two']) await late.send(text);
      const row = `#chats li[data-key="${lateName}"]`;
      const shows = async (unread) => {
        await app.reads(`${row} .last`, 'two');
        if (!first) await app.reads(`${row} .unread`, unread);
        assert.equal(await app.attribute('#chats li:first-child', 'data-key'), lateName, 'the newest comes first');
      };
      await shows('2');
      await app.reload();
      await app.has('#status[data-status="1"]');
      await shows('2');
      if (first) await app.target(lateName, 'open-chat');
      else await app.openFromList(lateName);
      await app.hasMessage('two', { direction: 'in' });
      await shows('');
      await late.hasMessage('two', { status: 3 });
      // what the pages say of themselves: a row that is drawn twice, a digest without an end, what has no number
      for (const page of [app, late]) assert.doesNotMatch(await page.logged(), /digest:|an odd file|no mid|not the first|no presence|for a stranger|unknown/);
      assert.deepEqual([...app.complaints, ...late.complaints].filter((text) => !text.includes('applications make mistakes')), []);
    });
  });
}
