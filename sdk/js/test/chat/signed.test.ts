import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServerClock } from '../../src/wire/clock.js';
import { SignedUrls } from '../../src/chat/files/signed.js';
import { Tus } from '../../src/chat/files/tus.js';

describe('signed addresses', () => {
  let server: Server;
  let base: string;
  let asked: string[][];
  /** Seconds that a signature is good for; undefined: none are needed. */
  let good: number | undefined;
  let status: number;
  let urls: SignedUrls;
  let clock: ServerClock;
  /** The server's. */
  const time = (): number => performance.timeOrigin + performance.now();

  beforeEach(async () => {
    asked = [];
    good = 3600;
    status = 200;
    server = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      const { urls: given } = JSON.parse(body) as { urls: string[] };
      asked.push(given);
      const end = good === undefined ? undefined : Math.floor(time() / 1000) + good;
      const answer = given.map((url) => (url.endsWith('unknown') ? null : end === undefined ? url : `${url}?e=${end}`));
      response.writeHead(status).end(JSON.stringify({ urls: answer, expires: end }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    clock = new ServerClock();
    clock.set(time());
    urls = new SignedUrls(new Tus(base, async () => 'token-1'), clock);
  });

  afterEach(() => {
    vi.useRealTimers();
    server.closeAllConnections();
    server.close();
  });

  const all = (count: number) => Promise.all(Array.from({ length: count }, (_, n) => urls.of(`${base}/files/${n}`)));

  it('are asked for together, and once as long as they are good', async () => {
    const first = await all(3);
    expect(first[2]).toMatch(/\/files\/2\?e=\d+$/);
    expect(await all(3)).toEqual(first);
    expect(asked.map((some) => some.length)).toEqual([3]);
    await all(250);
    expect(asked.map((some) => some.length)).toEqual([3, 100, 100, 47]);
  });

  it('are asked for again shortly before they end', async () => {
    good = 30;
    await all(1);
    await all(1);
    expect(asked).toHaveLength(2);
  });

  describe.each([48, -48])('F10: on a device whose clock is %i hours off', (hours) => {
    beforeEach(() => void vi.useFakeTimers({ now: time() + hours * 3_600_000, toFake: ['Date'] }));

    it.each([
      [3600, 1],
      [30, 2],
    ])('are renewed by the server\'s clock: good for %i s, asked %i times', async (seconds, times) => {
      good = seconds;
      await all(1);
      await all(1);
      expect(asked).toHaveLength(times);
    });

    it('are not asked for each time before the server\'s clock is known', async () => {
      urls = new SignedUrls(new Tus(base, async () => 'token-1'), new ServerClock());
      await all(1);
      await all(1);
      expect(asked).toHaveLength(1);
    });
  });

  it('are not asked for where the server needs none', async () => {
    good = undefined;
    expect(await all(2)).toEqual([`${base}/files/0`, `${base}/files/1`]);
    expect(await urls.of(`${base}/files/another`)).toBe(`${base}/files/another`);
    expect(asked).toHaveLength(1);
  });

  it('are the plain ones of files that the server does not know', async () => {
    expect(await urls.of(`${base}/files/unknown`)).toBe(`${base}/files/unknown`);
  });

  it('are asked for anew after a failure', async () => {
    status = 503;
    await expect(all(1)).rejects.toThrow();
    status = 200;
    expect((await all(1))[0]).toContain('?e=');
  });
});
