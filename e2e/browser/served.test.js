// How the server hands out its pages and the SDK: small, and with the right word for caches.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startServer } from './server.js';

const UNPACK = { br: brotliDecompressSync, gzip: gunzipSync };

let server;

before(async () => {
  server = await startServer();
});

after(() => server?.close());

/** As it came over the network. */
function load(path, headers = {}) {
  return new Promise((resolve, reject) => {
    get(server.url + path, { headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      );
    }).on('error', reject);
  });
}

async function assets() {
  const pages = await Promise.all(['/', '/messenger'].map((path) => load(path)));
  return [...new Set(pages.flatMap(({ body }) => [...String(body).matchAll(/\/assets\/[^"]+\.(?:js|css)/g)].map(String)))];
}

describe('what is served', () => {
  it('newcomer 4: every page, script and style comes in brotli and gzip, and says the same', async () => {
    const paths = ['/', '/messenger', '/mesibo.js', '/sdk/carillon-client.js', ...(await assets())];
    assert.ok(paths.length > 6, `${paths}`);
    for (const path of paths) {
      const plain = await load(path);
      assert.equal(plain.headers.vary, 'Accept-Encoding', path);
      for (const [coding, unpack] of Object.entries(UNPACK)) {
        const packed = await load(path, { 'Accept-Encoding': coding });
        assert.equal(packed.headers['content-encoding'], coding, path);
        assert.ok(packed.body.length < 0.7 * plain.body.length, `${path} in ${coding}: ${packed.body.length} bytes`);
        assert.ok(unpack(packed.body).equals(plain.body), path);
        const again = await load(path, { 'Accept-Encoding': coding, 'If-None-Match': packed.headers.etag });
        assert.equal(again.status, 304, path);
        assert.equal(again.body.length, 0);
      }
    }
  });

  it('newcomer 4: what has a hash in its name is never asked for again, everything else each time', async () => {
    for (const path of await assets()) {
      assert.equal((await load(path)).headers['cache-control'], 'public, max-age=31536000, immutable', path);
    }
    for (const path of ['/', '/messenger', '/mesibo.js', '/sdk/carillon-client.js']) {
      assert.equal((await load(path)).headers['cache-control'], 'no-cache', path);
    }
  });

  it('newcomer 4: the client of the guide is small, and is the client', async () => {
    const { body } = await load('/sdk/carillon-client.js');
    const code = String(body);
    assert.ok(body.length < 130_000, `${body.length} bytes`);
    assert.ok(code.split('\n').length < 200, 'its lines are joined');
    const { Chat, Status } = await import(`data:text/javascript;base64,${body.toString('base64')}`);
    assert.equal(typeof Chat, 'function');
    assert.equal(typeof Status.Read, 'number');
  });
});
