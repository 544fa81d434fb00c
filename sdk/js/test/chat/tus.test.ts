import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Tus, UploadRefused } from '../../src/chat/files/tus.js';

/** A tus server that can be told to misbehave, once for each entry of `moods`. */
class Depot {
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));
  readonly log: string[] = [];
  readonly moods: ('break' | 'forget' | 'busy')[] = [];
  bytes = Buffer.alloc(0);
  length = 0;
  metadata = '';
  refuses: { status: number; message: string } | undefined;
  #known = false;

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, headers: Record<string, string> = {}, body = ''): void => {
      response.writeHead(status, headers).end(body);
    };
    this.log.push(`${request.method} ${request.url}`);
    if (request.headers.authorization !== 'Bearer token-1') return say(401);
    if (request.url?.endsWith('?info')) return say(200, {}, JSON.stringify({ url: '/files/1/a.txt', fileType: 10, width: 3 }));
    switch (request.method) {
      case 'POST':
        if (this.refuses !== undefined) return say(this.refuses.status, {}, JSON.stringify({ error: 'X', ...this.refuses }));
        this.#known = true;
        this.bytes = Buffer.alloc(0);
        this.length = Number(request.headers['upload-length']);
        this.metadata = String(request.headers['upload-metadata']);
        return say(201, { Location: '/files/uploads/1' });
      case 'HEAD':
        return this.#known ? say(200, { 'Upload-Offset': `${this.bytes.length}`, ...this.#whole() }) : say(404);
      case 'PATCH':
        return this.#patch(request, response, say);
      case 'DELETE':
        this.#known = false;
        return say(204);
    }
  }

  async #patch(request: IncomingMessage, response: ServerResponse, say: (status: number, headers?: Record<string, string>) => void) {
    const mood = this.moods.shift();
    const at = Number(request.headers['upload-offset']);
    if (mood === 'busy') return say(429);
    if (at !== this.bytes.length) return say(409);
    for await (const piece of request) {
      this.bytes = Buffer.concat([this.bytes, piece as Buffer]);
      if (mood === undefined) continue;
      if (mood === 'forget') this.#known = false;
      response.destroy();
      return;
    }
    say(204, { 'Upload-Offset': `${this.bytes.length}`, ...this.#whole() });
  }

  #whole(): Record<string, string> {
    return this.bytes.length === this.length ? { 'Carillon-File': '/files/1/a.txt' } : {};
  }
}

let depot: Depot;
let base: string;
let tus: Tus;

beforeEach(async () => {
  depot = new Depot();
  base = await depot.start();
  tus = new Tus(base, async () => 'token-1');
});

afterEach(() => depot.stop());

const content = Buffer.from(Array.from({ length: 1_500_000 }, (_, n) => n % 251));
const file = new Blob([content]);
const options = { name: 'Grüße.txt', type: 'text/plain' };

describe('an upload', () => {
  it('tells name and type, then every byte that the server has, and what became of the file', async () => {
    const progress: number[] = [];
    const uploaded = await tus.upload(file, { ...options, onProgress: (sent, total) => progress.push(sent / total) });
    expect(depot.bytes.equals(content)).toBe(true);
    const [name, type] = depot.metadata.split(',').map((pair) => Buffer.from(pair.split(' ')[1] ?? '', 'base64').toString());
    expect([name, type]).toEqual(['Grüße.txt', 'text/plain']);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect([progress[0], progress.at(-1)]).toEqual([0, 1]);
    expect(uploaded).toMatchObject({ url: `${base}/files/1/a.txt`, size: content.length, fileType: 10, width: 3, mimeType: 'text/plain' });
  });

  it('goes on where the server has it when the connection breaks or the server is busy', async () => {
    depot.moods.push('break', 'busy');
    await tus.upload(file, options);
    expect(depot.bytes.equals(content)).toBe(true);
    expect(depot.log.filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  it('begins anew when the server has forgotten it', async () => {
    depot.moods.push('forget');
    await tus.upload(file, options);
    expect(depot.bytes.equals(content)).toBe(true);
    expect(depot.log.filter((line) => line.startsWith('POST'))).toHaveLength(2);
  });

  it('goes on with what an earlier page began, also when that had come to its end', async () => {
    let location = '';
    depot.moods.push('break');
    const stop = new AbortController();
    const broken = tus.upload(file, { ...options, signal: stop.signal, began: (at) => void (location = at) });
    while (depot.bytes.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort('stop');
    await expect(broken).rejects.toBeDefined();
    await tus.upload(file, { ...options, location });
    expect(depot.bytes.equals(content)).toBe(true);
    const patches = depot.log.filter((line) => line.startsWith('PATCH')).length;
    await tus.upload(file, { ...options, location });
    expect(depot.log.filter((line) => line.startsWith('PATCH'))).toHaveLength(patches);
    expect(depot.log.filter((line) => line.startsWith('POST'))).toHaveLength(1);
    expect(depot.log.some((line) => line.startsWith('DELETE'))).toBe(false);
  });

  it('that is aborted leaves nothing on the server', async () => {
    const abort = new AbortController();
    const upload = tus.upload(file, { ...options, signal: abort.signal, onProgress: () => abort.abort() });
    await expect(upload).rejects.toThrow();
    expect(depot.log.at(-1)).toBe('DELETE /files/uploads/1');
  });

  it('that the server refuses fails at once, with what it said', async () => {
    depot.refuses = { status: 413, message: 'a file may have 10 bytes' };
    const error = await tus.upload(file, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UploadRefused);
    expect(error).toMatchObject({ status: 413, message: 'a file may have 10 bytes' });
    expect(depot.log).toEqual(['POST /files/uploads']);
  });
});
