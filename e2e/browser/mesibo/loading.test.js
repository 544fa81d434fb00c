// How applications load mesibo.js, and what they do to its globals and objects: L1 and L3 to L7 of the rules that
// applications rely on; L2 and L8 to L13 are tried in rules.test.js.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { newPerson, startBrowser } from '../browser.js';
import { Network, newToken, until } from '../chat-stage.js';
import { startServer } from '../server.js';
import { startPages } from './pages.js';

const PACKAGE = fileURLToPath(new URL('../../../sdk/js/', import.meta.url));

/** Three pixels wide and two high, red; the same as in pages/service.html. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AAQQxwFgBB0gX7h/C5SAAAAABJRU5ErkJggg==',
  'base64',
);

let server, browser, site, token;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  site = await startPages(`${server.url}/mesibo.js`);
  token = await newToken(server, 'ana');
  await newToken(server, 'cy');
});

after(async () => {
  await browser?.close();
  await site?.close();
  await server?.close();
});

async function opened(page) {
  const person = await newPerson(browser);
  const opened = await person.newPage();
  const complaints = [];
  opened.on('pageerror', (error) => complaints.push(error.message));
  await opened.goto(`${site.url}/${page}#token=${token}`);
  return { page: opened, complaints, close: () => person.close() };
}

describe('mesibo.js', () => {
  it('L1: leaves the names of applications to them, and its objects open', async () => {
    const { page, complaints, close } = await opened('clash.html');
    const found = await page.evaluate(() => window.found);
    assert.deepEqual(complaints, []);
    for (const [what, holds] of Object.entries(found)) assert.equal(holds, true, what);
    await close();
  });

  it('L6: can be put into a page that is there already', async () => {
    const { page, complaints, close } = await opened('injected.html');
    await page.locator('#status[data-status="1"]').waitFor({ state: 'attached' });
    assert.deepEqual(complaints, []);
    await close();
  });

  it('L5: works in workers, shared ones too', async () => {
    const { page, close } = await opened('workers.html');
    for (const [start, kind] of [['startDedicated', 'dedicated'], ['startShared', 'shared']]) {
      await page.evaluate((name) => window[name](), start);
      await until(`the ${kind} worker has sent`, () => page.evaluate((name) => window.statuses[name].includes('message 1'), kind), 15_000);
    }
    await close();
  });

  it('keeps the files of messages in a service worker, and serves them without a connection', async () => {
    const network = await Network.to(server.url);
    const reachable = await startPages(`${network.url}/mesibo.js`);
    const person = await newPerson(browser);
    const page = await person.newPage();
    await page.goto(`${reachable.url}/service.html#token=${await newToken(server, 'cy')}`);
    const url = await page.evaluate(() => window.sent);
    assert.ok(url.startsWith(`${network.url}/files/`), url);
    await page.evaluate(() => window.controlled);
    await page.evaluate((url) => show(url), url);
    await until('the file is in the cache', () => page.evaluate(async (url) => (await caches.match(url)) !== undefined, url), 15_000);
    network.down();
    const without = await page.evaluate(async (url) => {
      const file = await fetch(url, { cache: 'reload' }).then((response) => response.blob()); // not from the browser's own cache
      const other = await fetch(`${new URL(url).origin}/mesibo.js`, { cache: 'reload' }).catch(() => 'nothing');
      return { type: file.type, size: file.size, other, width: await show(`${url}`) };
    }, url);
    assert.deepEqual(without, { type: 'image/png', size: PICTURE.length, other: 'nothing', width: 3 });
    await person.close();
    network.close();
    await reachable.close();
  });

  it('L3, L4 and L7: may be read by pages of any origin, under every name it has had', async () => {
    for (const path of ['/mesibo.js', '/api/mesibo.js', '/mesibo-v2.js', '/mesibo3.js', '/mesibo-2.14.5.js']) {
      const response = await fetch(server.url + path);
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get('access-control-allow-origin'), '*', path);
      assert.match(response.headers.get('content-type'), /javascript/);
      assert.ok(gzipSync(await response.arrayBuffer()).byteLength < 70 * 1024, 'one file of less than 70 KB on the line');
    }
  });

  it('L5: is a package for Node: by require and by import, the same constants', async () => {
    const required = createRequire(import.meta.url)(`${PACKAGE}dist/mesibo-module.cjs`);
    const imported = await import(`${PACKAGE}dist/mesibo-module.js`);
    assert.equal(typeof required.Mesibo, 'function');
    assert.equal(required.MESIBO_STATUS_ONLINE, 1);
    assert.equal(imported.MESIBO_STATUS_ONLINE, 1);
    assert.equal(typeof imported.Mesibo.getInstance().start, 'function');
  });

  it('L5: is a script for Node too, and defines its globals although there is a module around it', async () => {
    const all = 'Object.entries(globalThis).filter(([name]) => /^(STREAM|M[A-Z]+FLAG|MESIBO\\w*?)_/.test(name))';
    const code = `require(${JSON.stringify(`${PACKAGE}dist/mesibo.js`)}); console.log(typeof Mesibo, JSON.stringify(${all}));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', code]);
    const [, kind, constants] = /^(\w+) (.*)/.exec(stdout);
    assert.equal(kind, 'function');
    const module = await import(`${PACKAGE}dist/mesibo-module.js`);
    const expected = Object.entries(module).filter(([, value]) => typeof value === 'number');
    assert.deepEqual(Object.fromEntries(JSON.parse(constants)), Object.fromEntries(expected));
  });
});
