// The local store of the JavaScript client in a real browser, when it is full, fails, or is all that there is.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { back, history, online, somebody, Stage, write } from './chat-pages.js';
import { newToken, until } from './chat-stage.js';

const stage = new Stage();

before(() => stage.start());

after(() => stage.close());

/** A page in a browser that gives the page's origin a few megabytes, and how many it gives. */
async function onSmallDisk(token, network) {
  const context = await stage.newContext();
  const page = await context.newPage();
  await page.goto(stage.origin.url);
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(stage.origin.url);
  const setRoom = (quotaSize) => devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
  await setRoom(4_000_000); // before the first use: the browser notes for a while how much room it had
  await stage.begin(page, network, token);
  await online(page);
  return { page, setRoom };
}

/** Uses up all room that is left. */
function fillDisk(page) {
  return page.evaluate(async () => {
    const db = await new Promise((resolve) => {
      const request = indexedDB.open('ballast', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('ballast', { autoIncrement: true });
      request.onsuccess = () => resolve(request.result);
    });
    for (let n = 0, full = false; !full; n++) {
      if (n === 100) throw new Error('the disk does not become full');
      const tx = db.transaction('ballast', 'readwrite');
      tx.objectStore('ballast').put('x'.repeat(500_000));
      full = await new Promise((resolve) => {
        tx.oncomplete = () => resolve(false);
        tx.onabort = () => resolve(true);
      });
    }
    db.close();
  });
}

/** Two users, each with a page of their own. */
async function two(options) {
  const [network, others] = [await stage.newNetwork(), await stage.newNetwork()];
  const [ana, bob] = [somebody('ana'), somebody('bob')];
  const [anaToken, bobToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob)];
  const left = await stage.openChat(await stage.newContext(), network, anaToken, options);
  const right = await stage.openChat(await stage.newContext(), others, bobToken);
  await Promise.all([online(left), online(right)]);
  return { network, ana, bob, anaToken, bobToken, left, right };
}

const texts = async (page, peer) => (await history(page, peer)).map(({ text }) => text);
const statuses = async (page, peer) => (await history(page, peer)).filter(({ own }) => own).map(({ status }) => status);

describe('a full disk', () => {
  it('keeps what is there, refuses to send what it cannot keep, acknowledges nothing, and goes on when there is room', async () => {
    const { ana, bob, anaToken, network, left: elsewhere, right } = await two();
    await elsewhere.context().close();
    const { page: left, setRoom } = await onSmallDisk(anaToken, network);
    await write(right, ana, 0, 3);
    await until('it is delivered', async () => (await statuses(right, ana)).every((status) => status === 2));
    await setRoom(1);
    await fillDisk(left);
    await write(right, ana, 3, 6);
    await left.waitForFunction(() => window.chat.storage === 'full');
    const failed = await left.evaluate(async (peer) => {
      window.kept = window.chat.conversation(peer).send('mine');
      return window.kept.accepted().then(() => 'accepted', (error) => error.message);
    }, bob);
    assert.match(failed, /there is no room left/);
    assert.deepEqual(await texts(left, bob), ['0', '1', '2']);
    assert.match((await left.evaluate(() => window.errors)).join('; '), /^the local store carillon:\d+:\d+ failed: there is no room left$/);
    assert.equal(await left.evaluate(() => window.chat.online), true);
    assert.deepEqual(await statuses(right, ana), [2, 2, 2, 1, 1, 1], 'nothing is acknowledged that was not stored');

    await stage.begin(left, network, anaToken);
    await left.waitForFunction(() => window.chat.storage === 'full');
    assert.deepEqual(await texts(left, bob), ['0', '1', '2'], 'also after a reload');

    const again = left.evaluate(async (peer) => {
      window.kept = window.chat.conversation(peer).send('mine');
      await window.kept.accepted().catch(() => {});
    }, bob);
    await again;
    await setRoom(1e9);
    await left.waitForFunction(() => window.chat.storage === 'kept', undefined, { timeout: 30_000 });
    await until('what waited has come', async () => (await texts(left, bob)).length >= 6);
    await until('it is delivered', async () => (await statuses(right, ana)).every((status) => status === 2));
    await left.evaluate(() => window.kept.resend().then(() => window.kept.accepted()));
    await until('the other side has it', async () => (await texts(right, ana)).length === 7);
    await stage.begin(left, network, anaToken, {}, 'open');
    assert.deepEqual(await texts(left, bob), ['0', '1', '2', '3', '4', '5', 'mine']);
  });
});

describe('a store that was opened without a connection', () => {
  it('shows conversations, history and drafts, finds, and keeps what is written for later', async () => {
    const { ana, bob, anaToken, network, left, right } = await two();
    await write(right, ana, 0, 3);
    await left.waitForFunction(() => window.seen.length === 3);
    await left.evaluate((peer) => window.chat.conversation(peer).setDraft('half a'), bob);
    const before = network.made;
    await stage.begin(left, network, anaToken, {}, 'open');
    const shown = await left.evaluate(async (peer) => {
      const { chat } = window;
      const conversation = chat.conversation(peer);
      const { messages } = await chat.search('1');
      conversation.send('later');
      await new Promise((resolve) => chat.on('message', resolve));
      return [chat.self.address, chat.connection.state, chat.conversations().length, conversation.draft, messages.length];
    }, bob);
    assert.deepEqual(shown, [ana, 'offline', 1, 'half a', 1]);
    assert.deepEqual(await texts(left, bob), ['0', '1', '2', 'later']);
    assert.equal(network.made, before, 'no connection was made');
    await left.evaluate(() => window.chat.start());
    await until('it is sent when it connects', async () => (await texts(right, ana)).includes('later'));
  });

  it('has the picture of a message that waits for its upload', async () => {
    const { bob, anaToken, network, left } = await two();
    network.down();
    await left.evaluate(async (peer) => {
      window.chat.conversation(peer).sendFile(new File(['a picture'], 'harbour.png', { type: 'image/png' }));
      await new Promise((resolve) => window.chat.on('message', resolve));
    }, bob);
    await stage.begin(left, network, anaToken);
    const local = (page) =>
      page.evaluate(async (peer) => {
        const { messages } = await window.chat.conversation(peer).messages();
        window.held = messages; // an object lives as long as somebody has it
        return (await messages[0].file.local?.text()) ?? null;
      }, bob);
    assert.equal(await local(left), 'a picture');
    network.up();
    await back(left);
    await until('it is sent', () => left.evaluate(() => window.held[0].status > 0));
    assert.equal(await local(left), null, 'the server has it now');
  });
});

describe('a second login elsewhere', () => {
  it('while much waits to be sent says so, and nothing of it is lost', async () => {
    const { ana, bob, anaToken, network, left, right } = await two();
    network.hold();
    await write(left, bob, 0, 300);
    await left.waitForFunction(() => window.seen.length === 300);
    const elsewhere = await stage.openChat(await stage.newContext(), { url: stage.server.url }, anaToken);
    await online(elsewhere);
    await left.waitForFunction(() => window.chat.connection.name === 'SIGNOUT');
    assert.deepEqual(new Set(await statuses(left, bob)), new Set([0]), 'all of it still waits');
    assert.match(await left.evaluate(() => window.chat.connection.reason), /newer connection/);
    await stage.begin(left, network, anaToken);
    await until('all of it arrives', async () => (await texts(right, ana)).length >= 300);
    const numbers = Array.from({ length: 300 }, (_, n) => `${n}`);
    assert.deepEqual(await texts(right, ana), numbers);
    await until('it is known to have arrived', async () => (await statuses(left, bob)).every((status) => status >= 1));
    assert.deepEqual(await texts(left, bob), numbers);
  });
});

describe('tabs that share a store', () => {
  /** Two tabs of one user, the second of which has the database at hand, and another user. */
  async function three() {
    const network = await stage.newNetwork();
    const [ana, bob] = [somebody('ana'), somebody('bob')];
    const [anaToken, bobToken] = [await newToken(stage.server, ana), await newToken(stage.server, bob)];
    const context = await stage.newContext();
    await context.addInitScript(() => {
      const { open } = IDBFactory.prototype;
      window.databases = [];
      IDBFactory.prototype.open = function (...args) {
        if (window.broken) throw new DOMException('the disk is gone', 'UnknownError');
        const request = open.apply(this, args);
        request.addEventListener('success', () => {
          if (/^carillon:\d+:\d+$/.test(request.result.name)) window.databases.push(request.result);
        });
        return request;
      };
    });
    const first = await stage.openChat(context, network, anaToken, { tabs: 'shared' });
    await online(first);
    const second = await stage.openChat(context, network, anaToken, { tabs: 'shared' });
    const other = await stage.openChat(await stage.newContext(), network, bobToken);
    await Promise.all([online(second), online(other)]);
    return { ana, bob, first, second, other };
  }

  it('open it anew when it fails under one of them', async () => {
    const { ana, bob, first, second, other } = await three();
    await second.evaluate(() => window.databases.at(-1).close());
    await write(second, bob, 0, 3);
    await until('all arrives', async () => (await texts(other, ana)).length === 3);
    await write(other, ana, 3, 5);
    for (const tab of [first, second]) await until('both have all', async () => (await texts(tab, bob)).length === 5);
    assert.deepEqual(await second.evaluate(() => [window.errors, window.chat.storage]), [[], 'kept']);
  });

  it('are one less when that cannot be: the one says so and sends nothing, the others go on', async () => {
    const { ana, bob, first, second, other } = await three();
    await first.evaluate(() => {
      window.broken = true;
      window.databases.at(-1).close();
    });
    const refused = await first.evaluate(
      (peer) => window.chat.conversation(peer).send('lost?').accepted().catch((error) => error.message),
      bob,
    );
    assert.match(refused, /^the local store carillon:\d+:\d+ failed/);
    await first.waitForFunction(() => window.chat.connection.name === 'STORAGE');
    assert.equal(
      await first.evaluate((peer) => window.chat.conversation(peer).send('and now?').accepted().catch((error) => error.message), bob),
      refused,
    );
    await online(second);
    await write(second, bob, 0, 3);
    await until('the rest goes on', async () => (await texts(other, ana)).length === 3);
    assert.deepEqual(await texts(other, ana), ['0', '1', '2']);
    await first.evaluate(() => {
      window.broken = false;
      return window.chat.start();
    });
    await until('it is there again', async () => (await texts(first, bob)).length === 3);
    assert.equal(await first.evaluate(() => window.chat.storage), 'kept');
  });
});

describe('a draft', () => {
  for (const how of ['is stored', 'is left by a listener of the page that ends']) {
    it(`F13: that ${how} in the last moment before a reload is there after it`, async () => {
      const { bob, anaToken, network, left } = await two();
      await left.evaluate(
        ([peer, late]) => {
          const conversation = window.chat.conversation(peer);
          if (late) window.addEventListener('pagehide', () => void conversation.setDraft('half a sentence'));
          else void conversation.setDraft('half a sentence');
          location.reload();
        },
        [bob, how !== 'is stored'],
      );
      await left.waitForFunction(() => window.loaded && window.chat === undefined);
      await stage.begin(left, network, anaToken, {}, 'open');
      assert.equal(await left.evaluate((peer) => window.chat.conversation(peer).draft, bob), 'half a sentence');
      await left.evaluate((peer) => window.chat.conversation(peer).setDraft('another one'), bob);
      await stage.begin(left, network, anaToken, {}, 'open');
      assert.equal(await left.evaluate((peer) => window.chat.conversation(peer).draft, bob), 'another one');
      assert.equal(await left.evaluate(() => Object.keys(localStorage).length), 0);
    });
  }
});

describe('a file that cannot be read', () => {
  /** Chosen by the user, and deleted before anybody has read it. */
  async function chosenAndDeleted(page, looked = true) {
    const folder = await mkdtemp(join(tmpdir(), 'carillon-chosen-'));
    const path = join(folder, 'holiday.png');
    await writeFile(path, 'x'.repeat(100_000));
    await page.evaluate(() => document.body.append(Object.assign(document.createElement('input'), { type: 'file' })));
    const devtools = await page.context().newCDPSession(page); // by its path: the browser has not read it
    const { root } = await devtools.send('DOM.getDocument');
    const { nodeId } = await devtools.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'input' });
    await devtools.send('DOM.setFileInputFiles', { files: [path], nodeId });
    if (looked) await page.evaluate(() => document.querySelector('input').files[0].size); // else it seems empty later
    await rm(folder, { recursive: true });
  }

  for (const [database, looked] of [['carillon', true], [false, true], ['carillon', false]]) {
    it(`F12: fails and says so, with database: ${database}${looked ? '' : ', empty at the first look'}, and nothing else is held up`, async () => {
      const [ana, bob] = [somebody('ana'), somebody('bob')];
      const page = await stage.openChat(await stage.newContext(), { url: stage.server.url }, await newToken(stage.server, ana), { database });
      await newToken(stage.server, bob);
      await online(page);
      await chosenAndDeleted(page, looked);
      const [problem, storage, after] = await page.evaluate(async (peer) => {
        const conversation = window.chat.conversation(peer);
        const lost = conversation.sendFile(document.querySelector('input').files[0]);
        const text = conversation.send('after it');
        const problem = await lost.accepted().then(() => 'accepted', (error) => error.message);
        await text.accepted();
        return [problem, window.chat.storage, lost.failed];
      }, bob);
      assert.match(problem, /cannot be read: it was deleted, moved or changed, or is a folder/);
      assert.deepEqual([storage, after], [database === false ? 'memory' : 'kept', true]);
    });
  }

  it('F12: that went away while its upload waited for the network fails when it comes to that', async () => {
    const network = await stage.newNetwork();
    const token = await newToken(stage.server, somebody('ana'));
    const page = await stage.openChat(await stage.newContext(), network, token, { database: false });
    await online(page);
    network.down();
    await chosenAndDeleted(page);
    const problem = page.evaluate(() => {
      const { prototype } = Blob;
      const { arrayBuffer } = prototype;
      let reads = 0;
      prototype.arrayBuffer = function () { // the file was there when it was chosen
        return reads++ === 0 ? Promise.resolve(new ArrayBuffer(1)) : arrayBuffer.call(this);
      };
      return window.chat.conversation('bob').sendFile(document.querySelector('input').files[0]).accepted().catch((error) => error.message);
    });
    network.up();
    await back(page);
    assert.match(await problem, /cannot be read/);
  });
});
