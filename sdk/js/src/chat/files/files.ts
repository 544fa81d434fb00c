import type { ServerClock } from '../../wire/clock.js';
import type { ChatFile, UploadedFile, UploadOptions } from '../draft.js';
import { fileKey, type MessageRow } from '../rows.js';
import { SignedUrls } from './signed.js';
import type { Tus } from './tus.js';

/** Files of messages, and files on the server. */
export class Files {
  readonly #tus: Tus;
  readonly #base: string;
  readonly #local = new Map<string, Blob>();
  readonly #known = new WeakMap<MessageRow, ChatFile>();
  readonly #signed: SignedUrls;

  constructor(base: string, tus: Tus, clock: ServerClock) {
    this.#base = base;
    this.#tus = tus;
    this.#signed = new SignedUrls(tus, clock);
  }

  /** The file of an unsent message, for showing it; by its message or by `fileKey` of that. */
  keep(row: MessageRow | string, blob: Blob): void {
    this.#local.set(typeof row === 'string' ? row : fileKey(row), blob);
  }

  local(row: MessageRow): Blob | undefined {
    return this.#local.get(fileKey(row));
  }

  forget(row: MessageRow): void {
    this.#local.delete(fileKey(row));
  }

  /** The same object until the message changes. */
  fileOf(row: MessageRow): ChatFile | undefined {
    const { content } = row;
    if (content?.url === undefined && content?.fileName === undefined && content?.fileType === undefined) return undefined;
    let file = this.#known.get(row);
    if (file === undefined) {
      file = {
        url: content.url,
        name: content.fileName ?? nameIn(content.url),
        size: content.fileSize ?? 0,
        mimeType: content.mimeType ?? '',
        fileType: content.fileType ?? 0,
        thumbnail: content.thumbnail,
        local: this.#local.get(fileKey(row)),
      };
      this.#known.set(row, file);
    }
    return file;
  }

  upload(file: Blob, { name, type, onProgress, signal }: UploadOptions): Promise<UploadedFile> {
    signal?.throwIfAborted();
    return this.#tus.upload(file, { name: nameOf(file, name), type: type ?? file.type, onProgress, signal });
  }

  /** Addresses of other servers, and those that need no signature, stay as they are. */
  async url(url: string): Promise<string> {
    const absolute = new URL(url, `${this.#base}/`).href;
    return absolute.startsWith(`${this.#base}/files/`) ? this.#signed.of(absolute) : absolute;
  }
}

/** The end of an address. It comes from other people: what is no encoded text stays as it is. */
function nameIn(url: string | undefined): string {
  const last = url?.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

export function nameOf(file: Blob, name: string | undefined): string {
  return name ?? (typeof File !== 'undefined' && file instanceof File ? file.name : 'file');
}
