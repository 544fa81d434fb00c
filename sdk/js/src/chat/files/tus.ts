import { ticks } from '../../wire/clock.js';
import type { UploadedFile } from '../draft.js';
import { fileTypeOf } from './kinds.js';

const FIRST_CHUNK = 512 * 1024;
const MAX_CHUNK = 8 * 1024 * 1024;
const FAST_MS = 1_000;
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/** An upload that nobody waits for at the screen is tried for so long, one that a call waits for for the pauses only. */
const PATIENCE_MS = 24 * 3600 * 1000;

/** The server does not take the file; trying again is of no use. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
  /** HTTP status; 0 when it failed on this device. */
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export interface TusUpload {
  name: string;
  type: string;
  signal?: AbortSignal | undefined;
  /** Goes on over long breaks of the network. */
  patient?: boolean;
  /** Where it was begun before. */
  location?: string | undefined;
  /** It was begun; awaited before the first byte goes. */
  began?(location: string): void | Promise<void>;
  onProgress?: ((sent: number, total: number) => void) | undefined;
}

/** Uploads in pieces that survive breaks of the network: tus 1.0.0. */
export class Tus {
  readonly #base: string;
  readonly #token: () => Promise<string>;

  constructor(base: string, token: () => Promise<string>) {
    this.#base = base;
    this.#token = token;
  }

  /** Rejects with `UploadRefused`, or with what `signal` was aborted for; then the server's part is deleted, unless that was `stop`. */
  async upload(file: Blob, options: TusUpload): Promise<UploadedFile> {
    const until = ticks() + (options.patient === true ? PATIENCE_MS : 0);
    let location = options.location;
    let failures = 0;
    for (;;) {
      try {
        location ??= await this.#create(file, options);
        const begun = await this.#begun(location, options.signal);
        if (begun === undefined) {
          location = undefined; // the server has forgotten it: from the start
          continue;
        }
        const url = begun.url ?? (await this.#send(file, location, begun.offset, options, () => (failures = 0)));
        options.onProgress?.(file.size, file.size);
        return await this.info(url, { name: options.name, type: options.type, size: file.size });
      } catch (error) {
        if (options.signal?.aborted === true) {
          if (location !== undefined && options.signal.reason !== 'stop') await this.#abandon(location);
          throw error;
        }
        const gone = location !== undefined && error instanceof UploadRefused && [404, 410].includes(error.status);
        if (gone) location = undefined; // it ended while it was sent: from the start
        const pause = PAUSES_MS[failures++] ?? (ticks() < until ? PAUSES_MS.at(-1) : undefined);
        if ((error instanceof UploadRefused && !gone) || pause === undefined) throw error;
        await sleep(pause, options.signal);
      }
    }
  }

  /** What the server knows of a file of its own. */
  async info(url: string, known: { name: string; type: string; size: number }): Promise<UploadedFile> {
    const info = await this.#info(this.#absolute(url));
    const mimeType = info.mimeType ?? known.type;
    const name = info.name ?? known.name;
    return {
      url: this.#absolute(info.url ?? url),
      name,
      size: info.size ?? known.size,
      mimeType,
      fileType: info.fileType ?? fileTypeOf(mimeType, name),
      ...(info.width !== undefined && { width: info.width }),
      ...(info.height !== undefined && { height: info.height }),
      ...(info.thumbnail !== undefined && { thumbnail: info.thumbnail }),
    };
  }

  /** Where files are only given to those who have a signature, asks for one. */
  async #info(url: string): Promise<Partial<UploadedFile>> {
    const get = async (address: string): Promise<Partial<UploadedFile>> =>
      (await (await this.#fetch(address, { method: 'GET' }, undefined)).json()) as Partial<UploadedFile>;
    try {
      return await get(`${url}?info`);
    } catch (error) {
      if (!(error instanceof UploadRefused) || error.status !== 403) throw error;
      const [signed = url] = (await this.sign([url])).urls;
      return get(`${signed}${signed.includes('?') ? '&' : '?'}info`);
    }
  }

  /** Addresses from which files of this server can be read without a token; `until` in ms, if they expire. */
  async sign(urls: readonly string[]): Promise<{ urls: string[]; until: number | undefined }> {
    const body = JSON.stringify({ urls });
    const headers = { 'Content-Type': 'application/json' };
    const response = await this.#fetch(`${this.#base}/files/sign`, { method: 'POST', headers, body }, undefined);
    const answer = (await response.json()) as { urls: (string | null)[]; expires?: number };
    return {
      urls: answer.urls.map((url, at) => (url === null ? (urls[at] as string) : this.#absolute(url))),
      until: answer.expires === undefined ? undefined : answer.expires * 1000,
    };
  }

  async #create(file: Blob, { name, type, signal, began }: TusUpload): Promise<string> {
    const headers = {
      'Upload-Length': `${file.size}`,
      'Upload-Metadata': `filename ${base64(name)},filetype ${base64(type)}`,
    };
    const response = await this.#fetch(`${this.#base}/files/uploads`, { method: 'POST', headers }, signal);
    const location = response.headers.get('Location');
    if (location === null) throw new UploadRefused('the server did not say where to upload', response.status);
    const absolute = this.#absolute(location);
    await began?.(absolute);
    return absolute;
  }

  /** How much the server has, or the whole file; undefined when it knows nothing of the upload (any more). */
  async #begun(location: string, signal: AbortSignal | undefined): Promise<{ offset: number; url: string | null } | undefined> {
    try {
      const { headers } = await this.#fetch(location, { method: 'HEAD' }, signal);
      return { offset: Number(headers.get('Upload-Offset') ?? 0), url: headers.get('Carillon-File') };
    } catch (error) {
      if (error instanceof UploadRefused && (error.status === 404 || error.status === 410)) return undefined;
      throw error;
    }
  }

  async #send(file: Blob, location: string, from: number, options: TusUpload, moved: () => void): Promise<string> {
    let offset = from;
    let chunk = FIRST_CHUNK;
    for (;;) {
      options.onProgress?.(offset, file.size);
      const begin = ticks();
      const headers = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': `${offset}` };
      const body = await read(file, offset, offset + chunk);
      const response = await this.#fetch(location, { method: 'PATCH', headers, body }, options.signal);
      const next = Number(response.headers.get('Upload-Offset') ?? offset + body.byteLength);
      const url = response.headers.get('Carillon-File');
      if (next > offset || url !== null) moved();
      offset = next;
      if (url !== null) return url;
      if (ticks() - begin < FAST_MS) chunk = Math.min(chunk * 2, MAX_CHUNK);
    }
  }

  async #abandon(location: string): Promise<void> {
    await this.#fetch(location, { method: 'DELETE' }, undefined).catch(() => {}); // it expires by itself
  }

  async #fetch(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), Authorization: `Bearer ${await this.#token()}` };
    const response = await fetch(url, {
      ...init,
      headers: { ...headers, 'Tus-Resumable': '1.0.0' },
      ...(signal !== undefined && { signal }),
    });
    if (response.ok) return response;
    const why = await problemOf(response);
    const passes = response.status >= 500 || [408, 409, 423, 429].includes(response.status);
    throw passes ? new Error(why) : new UploadRefused(why, response.status);
  }

  #absolute(url: string): string {
    return new URL(url, `${this.#base}/`).href;
  }
}

/**
 * The bytes of a file that is still there. Else, as for one that was deleted or moved meanwhile and for a folder, trying
 * again is of no use; sent as it is, it would look like a break of the network.
 */
export async function read(file: Blob, from: number, to: number): Promise<ArrayBuffer> {
  try {
    // a piece of one that is gone, and seems empty by that, would be read without a complaint
    return await (file.size === 0 ? file : file.slice(from, to)).arrayBuffer();
  } catch {
    throw new UploadRefused('the file cannot be read: it was deleted, moved or changed, or is a folder', 0);
  }
}

async function problemOf(response: Response): Promise<string> {
  try {
    const { error, message = error } = (await response.json()) as { error: string; message?: string };
    return message;
  } catch {
    return `the server answered ${response.status}`;
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error(`upload ended: ${String(signal.reason)}`));
    });
  });
}
