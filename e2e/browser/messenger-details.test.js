// What a good messenger also does: what others send cannot harm, one finds where one stopped, and is told of what comes.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { until } from './chat-stage.js';
import { shows, Stage, steps, vanishes } from './messenger-stage.js';

const EVIL = 'http://evil.example';

let stage, page, left, right, eve;
/** Where the page wanted to go besides its own server. */
const abroad = [];

before(async () => {
  stage = await Stage.open();
  ({ page } = stage);
  await stage.addUser('eve', 'Eve');
  await stage.addUser('dee', 'Dee Dee');
  page.on('request', (request) => {
    if (!request.url().startsWith(stage.server.url) && !/^(data|blob):/.test(request.url())) abroad.push(request.url());
  });
  await page.addInitScript(() => {
    globalThis.noticed = [];
    globalThis.asked = 0;
    const { Notification: Real } = globalThis;
    globalThis.Notification = class extends Real {
      constructor(title, options) {
        super(title, options);
        globalThis.noticed.push(`${title}: ${options.body}`);
      }
      static requestPermission() {
        globalThis.asked++;
        return Real.requestPermission();
      }
    };
  });
});

after(() => stage?.close());

const step = steps(() => stage);

/** As the browser tells when one goes to another tab. */
const look = (visible) =>
  page.evaluate((visible) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: visible ? 'visible' : 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  }, visible);

async function sends(content) {
  await eve.conversation('ana').send(content).accepted();
}

describe('the messenger in detail', { concurrency: false }, () => {
  step('shows files of hostile addresses as what they are, and loads nothing from elsewhere', async () => {
    ({ left, right } = await stage.enter());
    eve = await stage.chatOf('eve');
    await sends('Hello');
    await left.open('u:eve');
    await sends({ fileType: 1, fileName: 'script.png', url: 'javascript:globalThis.evil=1' });
    await sends({ fileType: 1, fileName: 'data.png', url: 'data:text/html,<script>globalThis.evil=1</script>' });
    await sends({ fileType: 1, fileName: 'spy.png', url: `${EVIL}/spy.png`, thumbnail: 'bm90IGEgcGljdHVyZQ==' });
    await sends({ fileType: 2, fileName: 'spy.mp4', url: `${EVIL}/spy.mp4` });
    await sends({ fileType: 10, url: `${EVIL}/%E0%A4%A` });
    await sends({ fileType: 1, fileName: '<b onclick="evil=1">x</b>'.repeat(8), url: 'https://[bad' });
    await sends({ fileType: 1, fileName: 'thumb.png', url: `${stage.server.url}.evil.example/x` });
    await shows(left.message('thumb.png'), 'the last of them');
    for (const name of ['script.png', 'data.png', '<b onclick']) {
      await shows(left.message(name).getByText('not available'), `that ${name} is not available`);
      assert.equal(await left.message(name).getByRole('link').count(), 0, `${name} is no link`);
    }
    for (const name of ['spy.png', 'spy.mp4', '%E0%A4%A']) {
      await shows(left.message(name).getByText('evil.example', { exact: true }), `where ${name} lies`);
      const link = left.message(name).getByRole('link');
      assert.match(await link.getAttribute('rel'), /noopener/);
      assert.equal(await link.getAttribute('target'), '_blank');
    }
    assert.equal(await left.messages.locator('img').count(), 0, 'no picture is shown');
    await stage.shot('hostile-files');
    assert.deepEqual(abroad, []);
    assert.equal(await page.evaluate(() => globalThis.evil), undefined);
  });

  step('shows a file of its own server that is gone, or is no picture, as a file', async () => {
    stage.expectsErrors = true;
    await sends({ fileType: 1, fileName: 'gone.png', url: '/files/nothing/gone.png' });
    await shows(left.message('gone.png').getByText('can not be shown here'), 'that it can not be shown');
    stage.expectsErrors = false;
    assert.equal(await left.message('gone.png').locator('img').count(), 0);
  });

  step('shows hostile names, statuses and pictures of people', async () => {
    await eve.self.set({ name: `${'E'.repeat(60)}\u202e<i>txt</i>`, image: `${EVIL}/me.png`, fields: { status: '<script>evil=1</script>'.repeat(6) } });
    await shows(left.rowTitled('<i>txt</i>'), 'the name as text');
    await left.about();
    await shows(left.dialog.getByText('<script>evil=1</script>').first(), 'the status as text');
    const wide = await left.dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
    assert.equal(wide, 0, 'it does not scroll sideways');
    await stage.shot('hostile-person');
    await left.closeDialog();
    await eve.self.set({ image: 'javascript:evil=1' });
    await eve.self.set({ name: 'Eve', image: null, fields: { status: null } });
    await shows(left.row('u:eve').getByText('Eve', { exact: true }), 'a better name');
    assert.deepEqual(abroad, []);
  });

  step('keeps a text with piles of accents in its message, and makes links only of addresses', async () => {
    await sends(`Z${'\u0301\u0316'.repeat(300)}algo`);
    await sends('javascript:alert(1) http://user:pw@evil.example/\u202egnp.exe data:text/html,x');
    const links = left.message('javascript:').getByRole('link');
    await shows(links, 'the one link');
    assert.deepEqual(await links.evaluateAll((all) => all.map(({ protocol, hostname }) => protocol + hostname)), ['http:evil.example']);
    const inside = await left.message('algo').locator('.bubble').evaluate((element) => getComputedStyle(element).overflow);
    assert.equal(inside, 'clip');
    await sends('🎉🎉');
    const large = await left.message('🎉🎉').locator('.text').evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
    assert.ok(large > 30, 'emoji alone are large');
  });

  step('shows no text of a message that has disappeared, where another one quotes it either', async () => {
    const vanishing = await eve.conversation('ana').send({ text: 'Gone in a moment', age: { sent: 6 } }).accepted();
    await left.act('Gone in a moment', 'Reply');
    await left.send('An answer to that');
    const quote = left.message('An answer to that').locator('blockquote');
    await shows(quote.getByText('Gone in a moment'), 'what is answered');
    await until('it is gone', () => vanishing.removed);
    await shows(quote.getByText('This message was deleted'), 'that what is answered is gone');
    await vanishes(left.window.getByText('Gone in a moment'), 'its text');
  });

  step('counts what comes while one reads above, and goes there', async () => {
    for (let i = 1; i <= 40; i++) await sends(`Filler ${i}`);
    await shows(left.message('Filler 40'), 'the newest');
    await left.window.locator('.scroll').evaluate((element) => (element.scrollTop = 0));
    await shows(left.window.getByRole('button', { name: 'To the newest message' }), 'the way down');
    await sends('Down here');
    await sends('And here');
    await shows(left.window.locator('[data-unseen="2"]'), 'how many came');
    await left.window.getByRole('button', { name: 'To the newest message' }).click();
    await vanishes(left.window.getByRole('button', { name: 'To the newest message' }), 'the way down');
    await sends('Seen at once');
    await shows(left.message('Seen at once'), 'the newest');
    assert.equal(await left.window.locator('[data-unseen]').count(), 0);
    assert.equal(await left.window.getByRole('heading', { name: 'Unread', exact: true }).count(), 0, 'nothing is unread for who looks');
  });

  step('draws a line above what came while nobody looked, and counts it in the title', async () => {
    assert.equal(await page.title(), 'Messenger · Carillon');
    await look(false);
    await sends('While you were away');
    await sends('And again');
    await until('the title counts it', async () => (await page.title()) === '(2) Messenger · Carillon');
    await look(true);
    await until('the title counts nothing', async () => (await page.title()) === 'Messenger · Carillon');
    await shows(left.window.getByRole('heading', { name: 'Unread', exact: true }), 'the line');
    const order = await left.window.locator('.unread, [data-mid] .text').allInnerTexts();
    assert.deepEqual(order.slice(-3), ['Unread', 'While you were away', 'And again']);
    await left.send('Here I am');
    await vanishes(left.window.getByRole('heading', { name: 'Unread', exact: true }), 'the line, after an answer');
  });

  step('asks for leave to tell of messages only when the user wants that, and tells of them only when nobody looks', async () => {
    assert.equal(await page.evaluate(() => globalThis.asked), 0, 'nothing was asked by itself');
    await look(false);
    await sends('Not to be told');
    await until('it has come', async () => (await page.title()).startsWith('(1)'));
    await look(true);
    await left.window.getByTitle('Your profile').click();
    const wanted = left.dialog.getByRole('checkbox', { name: /^Tell me about new messages/ });
    await page.context().grantPermissions(['notifications'], { origin: stage.server.url });
    await wanted.check();
    await until('it is on', () => wanted.isChecked());
    assert.equal(await page.evaluate(() => globalThis.asked), 1);
    await left.closeDialog();
    await sends('Seen anyway');
    await shows(left.message('Seen anyway'), 'the message');
    await look(false);
    await sends('To be told');
    await until('it was told', async () => (await page.evaluate(() => globalThis.noticed)).length > 0);
    assert.deepEqual(await page.evaluate(() => globalThis.noticed), ['Eve: To be told']);
    await look(true);
    await page.reload();
    await shows(left.connection('online'), 'that Ana is connected');
    await left.window.getByTitle('Your profile').click();
    assert.equal(await left.dialog.getByRole('checkbox', { name: /^Tell me about new messages/ }).isChecked(), true, 'what was wanted holds after a reload');
    await left.closeDialog();
  });

  step('names the members of a group whom one has never met', async () => {
    const group = await eve.createGroup({ name: 'Strangers', members: ['ana', 'dee'] });
    await group.conversation.send('Welcome').accepted();
    await left.row(`g:${group.gid}`).click();
    await shows(left.status.getByText(/^3 members: .*Dee Dee/), 'the name of a stranger');
  });

  step('shows more than 999 unread messages as that', async () => {
    const all = Array.from({ length: 1_005 }, (_, i) => eve.conversation('bob').send(`Many ${i + 1}`));
    await Promise.all(all.map((message) => message.accepted()));
    await until('all have come', async () => (await right.unread('u:eve').getAttribute('data-unread')) === '1005');
    await shows(right.unread('u:eve').getByText('999+'), 'a short count');
    assert.match(await page.title(), /^\(999\+\) /);
    await right.open('u:eve');
    await shows(right.window.getByRole('heading', { name: 'Unread', exact: true }), 'the line above what is unread');
    await shows(right.message('Many 1'), 'the first that is unread');
    await right.window.getByRole('button', { name: 'To the newest message' }).click();
    await shows(right.message('Many 1005'), 'the newest');
    await vanishes(right.unread('u:eve'), 'the count');
  });

  step('had no exception, no request to elsewhere and no error in the console', () => {
    assert.deepEqual(stage.complaints, []);
    assert.deepEqual(abroad, []);
  });
});
