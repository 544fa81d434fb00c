// Pages in browsers that lack something, or do not let it be touched: they log in with what is left, and say what is missing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { online, somebody, Stage, write } from './chat-pages.js';
import { newToken, until } from './chat-stage.js';
import { startPages } from './mesibo/pages.js';

const FEATURES = [
  ['indexedDB', 'open'],
  ['localStorage', 'getItem'],
  ['sessionStorage', 'getItem'],
  ['BroadcastChannel', 'new'],
  ['navigator.locks', 'request'],
  ['navigator.serviceWorker', 'register'],
  ['Notification', 'requestPermission'],
  ['document.visibilityState'],
  ['crypto', 'getRandomValues'],
  ['crypto.subtle', 'digest'],
  ['crypto.randomUUID'],
  ['structuredClone'],
  ['Worker', 'new'],
];

/** Without these nothing can be shared by tabs, or kept. */
const STORING = ['indexedDB', 'BroadcastChannel', 'navigator.locks'];

const WAYS = ['is not there', 'throws when it is mentioned', 'throws when it is used'];

const stage = new Stage();
let site;

before(async () => {
  await stage.start();
  site = await startPages(`${stage.server.url}/api/mesibo.js`);
});

after(async () => {
  await site?.close();
  await stage.close();
});

/** In the page, before anything else. */
function spoil({ path, call, way }) {
  const names = path.split('.');
  const name = names.pop();
  const owner = names.reduce((object, part) => object[part], window);
  const no = () => {
    throw new DOMException(`${path}: access is denied`, 'SecurityError');
  };
  if (way === 'is not there') return Object.defineProperty(owner, name, { get: () => undefined, configurable: true });
  if (way === 'throws when it is mentioned') return Object.defineProperty(owner, name, { get: no, configurable: true });
  if (call === 'new') return Object.defineProperty(owner, name, { value: class { constructor() { no(); } } });
  if (call !== undefined) return Object.defineProperty(owner[name], call, { value: no });
}

async function spoilt(path, call, way) {
  const context = await stage.newContext();
  await context.addInitScript(spoil, { path, call, way });
  return context;
}

for (const [path, call] of FEATURES) {
  for (const way of WAYS.slice(0, call === undefined ? 2 : 3)) {
    if (path === 'crypto' && way === 'throws when it is used') continue; // no browser does that
    describe(`F1: where ${path} ${way}`, () => {
      for (const tabs of ['alone', 'shared']) {
        it(`a chat with tabs: '${tabs}' is online, sends, and says what it lacks`, async () => {
          const context = await spoilt(path, call, way);
          const page = await stage.openChat(context, { url: stage.server.url }, await newToken(stage.server, somebody('ana')), { tabs });
          await online(page);
          await write(page, 'bob', 0, 1);
          const [storage, errors] = await page.evaluate(() => [window.chat.storage, window.errors.join('; ')]);
          assert.equal(storage, path === 'indexedDB' ? 'memory' : 'kept');
          const lacks = path === 'indexedDB' || (tabs === 'shared' && STORING.includes(path));
          if (lacks) assert.match(errors, new RegExp(`${path.replace('navigator.', '')}|cannot share|denied`));
          else assert.equal(errors, '');
          await context.close();
        });
      }

      it('a page with mesibo.js is online and sends', async () => {
        const context = await spoilt(path, call, way);
        const page = await context.newPage();
        const problems = [];
        page.on('pageerror', (error) => problems.push(error.message));
        await page.goto(`${site.url}/rules.html#token=${await newToken(stage.server, somebody('ana'))}&database=here`);
        await page.evaluate(() => until(online));
        await page.evaluate(() => send(api.getProfile('bob'), 'hello'));
        await page.evaluate(() => until(() => heard('Mesibo_onMessage').length > 0));
        assert.deepEqual(problems, []);
        await context.close();
      });
    });
  }
}
