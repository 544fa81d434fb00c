// Files of the JavaScript client, against the real server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { WebSocket } from 'ws';
import { newPerson, startBrowser } from './browser.js';
import { loadClient, Network, newToken, servePage, until } from './chat-stage.js';
import { startServer } from './server.js';

const LARGE = 3_000_000;

let client, server, network, ana, bob, toBob, toAna;

before(async () => {
  client = await loadClient();
  server = await startServer();
  network = await Network.to(server.url);
  const names = ['ana', 'bob'].map((name) => `${name}-files-${Date.now() % 1_000_000}`);
  [ana, bob] = await Promise.all(names.map(login));
  toBob = ana.conversation(names[1]);
  toAna = bob.conversation(names[0]);
});

after(async () => {
  await ana?.stop();
  await bob?.stop();
  network?.close();
  await server?.close();
});

async function login(address) {
  const chat = new client.Chat({ url: network.url, token: await newToken(server, address), webSocket: WebSocket });
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
