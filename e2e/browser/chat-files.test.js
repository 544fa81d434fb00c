// Files of the JavaScript client, against the real server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { WebSocket } from 'ws';
import { newPerson, startBrowser } from './browser.js';
import { loadClient, Network, newToken, servePage, until } from './chat-stage.js';
import { startPages } from './mesibo/pages.js';
import { startServer } from './server.js';

const LARGE = 3_000_000;

let client, server, network, ana, bob, toBob, toAna;

before(async () => {
  client = await loadClient();
  server = await startServer();
  network = await Network.to(server.url);
  const names = ['ana', 'bob'].map((name) => `${name}-files-${Date.now() % 1_000_000}`);
  [ana, bob] = await Promise.all(names.map((name) => login(name)));
  toBob = ana.conversation(names[1]);
  toAna = bob.conversation(names[0]);
});

after(async () => {
  await ana?.stop();
  await bob?.stop();
  network?.close();
  await server?.close();
});

async function login(address, url = network.url) {
  const chat = new client.Chat({ url, token: await newToken(server, address), webSocket: WebSocket });
  await chat.start();
  await chat.whenOnline();
  return chat;
}

const noise = (length) => Buffer.from(Array.from({ length }, (_, n) => (n * 2_654_435_761) % 256));

/** A picture with stripes. */
function png(width, height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(data.length, 0);
    body.copy(frame, 4);
    frame.writeUInt32BE(crc32(body), body.length + 4);
    return frame;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: width * 3 }, (_, n) => n % 256))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

async function download(chat, url) {
  const response = await fetch(await chat.fileUrl(url));
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}

describe('a file', () => {
  it('that is a picture is uploaded with its size and a thumbnail, and can be read again', async () => {
    const picture = png(640, 480);
    const progress = [];
    const file = await ana.upload(new Blob([picture], { type: 'image/png' }), {
      name: 'stripes.png',
      onProgress: (sent, total) => progress.push([sent, total]),
    });
    assert.deepEqual([file.name, file.size, file.mimeType, file.fileType], ['stripes.png', picture.length, 'image/png', client.FileType.Image]);
    assert.deepEqual([file.width, file.height], [640, 480]);
    assert.ok(Buffer.from(file.thumbnail, 'base64').length > 100);
    assert.deepEqual(progress.at(-1), [picture.length, picture.length]);
    assert.ok((await download(bob, file.url)).equals(picture));
  });

  it('that is empty is a file too', async () => {
    const file = await ana.upload(new Blob([]), { name: 'nothing.txt', type: 'text/plain' });
    assert.equal((await download(ana, file.url)).length, 0);
  });

  it('is sent in a message that is there at once, over a network that is cut', async () => {
    const bytes = noise(LARGE);
    const progress = [];
    const message = toBob.sendFile(new File([bytes], 'noise.bin'), {
      text: 'Here it is',
      onProgress: (sent) => {
        progress.push(sent);
        if (progress.length === 2) network.cut();
      },
    });
    assert.deepEqual([message.text, message.file.name, message.file.size, message.file.url], ['Here it is', 'noise.bin', LARGE, undefined]);
    toBob.send('after it');
    await message.accepted();
    assert.equal(progress.at(-1), LARGE);
    assert.ok(network.cuts > 0);
    const received = await until('it is received', async () =>
      (await toAna.messages()).messages.find(({ mid }) => mid === message.mid));
    assert.deepEqual([received.text, received.file.name, received.file.size], ['Here it is', 'noise.bin', LARGE]);
    assert.equal(received.file.url, message.file.url);
    assert.ok((await download(bob, received.file.url)).equals(bytes));
  });

  it('whose upload is cancelled fails, and can be sent again', async () => {
    const message = toBob.sendFile(new Blob([noise(LARGE)]), { fileName: 'again.bin' });
    await new Promise((resolve) => {
      const stop = ana.on('progress', (event) => event.message === message && resolve(stop()));
    });
    await message.cancelUpload();
    await assert.rejects(message.accepted(), /the upload was cancelled/);
    await message.resend();
    await message.accepted();
    assert.ok(message.file.url);
  });

  it('whose upload is aborted leaves nothing, and one that is too large is refused', async () => {
    const control = new AbortController();
    const upload = ana.upload(new Blob([noise(LARGE)]), { signal: control.signal, onProgress: () => control.abort() });
    await assert.rejects(upload, { name: 'AbortError' });
    const huge = new Blob(Array.from({ length: 101 }, () => Buffer.alloc(1024 * 1024)));
    await assert.rejects(ana.upload(huge), (error) => error instanceof client.UploadRefused && error.status === 413);
  });
});

describe('a file in a page', () => {
  it('that waits for its upload survives a reload', async () => {
    const origin = await servePage();
    const browser = await startBrowser();
    try {
      const page = await (await newPerson(browser)).newPage();
      const token = await newToken(server, ana.self.address);
      const begin = async () => {
        await page.goto(origin.url);
        await page.waitForFunction(() => window.loaded);
        await page.evaluate(
          ([url, token_]) => {
            window.chat = new window.client.Chat({ url, token: token_ });
            return window.chat.start();
          },
          [network.url, token],
        );
      };
      await begin();
      await page.waitForFunction(() => window.chat.online);
      network.down();
      const mid = await page.evaluate(
        ([peer, size]) =>
          new Promise((resolve) => {
            window.chat.on('message', (message) => resolve(message.mid));
            const bytes = new Uint8Array(size).fill(7);
            window.chat.conversation(peer).sendFile(new File([bytes], 'sevens.bin'), { text: 'sevens' });
          }),
        [bob.self.address, LARGE],
      );
      await begin();
      network.up();
      for (const chat of [ana, bob]) await until('it is back', () => chat.online || void chat.reconnect());
      await page.evaluate(() => window.chat.reconnect());
      const received = await until('it arrives', async () => (await toAna.messages()).messages.find((message) => message.mid === mid));
      assert.ok((await download(bob, received.file.url)).equals(Buffer.alloc(LARGE, 7)));
    } finally {
      await browser.close();
      origin.close();
    }
  });
});

describe('a file of an app that wants signed addresses', () => {
  const set = async (signedFiles) => {
    const body = JSON.stringify({ op: 'appset', token: server.token, app: { signedFiles } });
    const response = await fetch(`${server.url}/backend`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    assert.equal((await response.json()).app.signedFiles, signedFiles);
  };
  before(() => set('on'));
  after(() => set('default'));

  it('is read by those who are logged in, and by nobody who only has its address', async () => {
    const reader = await login(`cy-files-${Date.now() % 1_000_000}`); // who has not asked before
    try {
      const bytes = [1, 2, 3].map((n) => Buffer.alloc(1000, n));
      const files = await Promise.all(bytes.map((some, n) => ana.upload(new Blob([some]), { name: `${n}.bin` })));
      for (const { url } of files) {
        const plain = await fetch(new URL(url, network.url));
        assert.deepEqual([plain.status, (await plain.json()).error], [403, 'SIGNATURE']);
      }
      const read = await Promise.all(files.map(({ url }) => download(reader, url)));
      assert.ok(read.every((some, n) => some.equals(bytes[n])));
      const [one, other] = await Promise.all(files.slice(0, 2).map(({ url }) => reader.fileUrl(url)));
      const stolen = await fetch(new URL(files[2].url, network.url) + new URL(one).search);
      assert.equal(stolen.status, 403);
      assert.notEqual(new URL(one).search, new URL(other).search);
      const picture = await ana.upload(new Blob([png(64, 48)], { type: 'image/png' }), { name: 'small.png' });
      assert.deepEqual([picture.width, picture.height, picture.thumbnail !== undefined], [64, 48, true]);
    } finally {
      await reader.stop();
    }
  });

  it('is shown by an application of mesibo.js that knows nothing of it', async () => {
    const site = await startPages(`${server.url}/api/mesibo.js`);
    const browser = await startBrowser();
    const sender = await login(ana.self.address, server.url); // where the application is, too
    try {
      const page = await (await newPerson(browser)).newPage();
      await page.goto(`${site.url}/rules.html#token=${await newToken(server, bob.self.address)}`);
      await page.evaluate(() => until(online));
      const message = sender.conversation(bob.self.address).sendFile(new File([png(64, 48)], 'signed.png', { type: 'image/png' }));
      await message.accepted();
      const shown = await page.evaluate(async (mid) => {
        const updates = () => heard('Mesibo_onMessageUpdate').map(([m]) => m).filter((m) => m?.mid === mid);
        await until(() => updates().length > 0);
        const [m] = updates();
        const image = new Image();
        image.crossOrigin = 'anonymous';
        image.src = m.fileurl;
        await image.decode();
        return { size: [image.naturalWidth, image.naturalHeight], same: m.fileurl === m.file.url, plain: (await fetch(m.fileurl.split('?')[0])).status };
      }, message.mid);
      assert.deepEqual(shown, { size: [64, 48], same: true, plain: 403 });

      const face = await sender.upload(new Blob([png(32, 32)], { type: 'image/png' }), { name: 'face.png' });
      await sender.self.set({ image: face.url });
      const width = await page.evaluate(async (address) => {
        const picture = () => api.getProfile(address).getImage().getUrl() ?? '';
        await until(() => picture().includes('face.png') && picture().includes('&s='));
        const image = new Image();
        image.src = picture();
        await image.decode();
        return image.naturalWidth;
      }, ana.self.address);
      assert.equal(width, 32);
    } finally {
      await sender.stop();
      await browser.close();
      await site.close();
    }
  });
});
