import { contentOf, type UploadedFile } from '../draft.js';
import { UploadRefused, type Tus } from '../files/tus.js';
import { fileKey, type FileRow, type MessageRow, type OutboxRow } from '../rows.js';
import { Status } from '../../wire/frames.js';
import { refuse } from '../ledger/sends.js';
import type { Hub } from './line.js';

/** Uploads the files of messages in the outbox, and goes on with those that an earlier page began. */
export class Uploads {
  readonly #hub: Hub;
  readonly #tus: Tus;
  readonly #running = new Map<number, AbortController>();

  constructor(hub: Hub, tus: Tus) {
    this.#hub = hub;
    this.#tus = tus;
  }

  /** The outbox row of a message that can be sent now. */
  async upload(item: OutboxRow): Promise<OutboxRow | 'failed' | 'stopped'> {
    const control = new AbortController();
    this.#running.set(item.place, control);
    try {
      const [message, file] = await this.#hub.vault.read(['messages', 'files'], (tx) =>
        Promise.all([tx.get('messages', [item.conv, item.place]), tx.get('files', fileKey(item))]),
      );
      if (message === undefined) return withoutFile(item);
      if (file === undefined) throw new UploadRefused('the file is no longer on this device', 0);
      const uploaded = await this.#tus.upload(file.blob, {
        name: file.name,
        type: file.type,
        signal: control.signal,
        patient: true,
        location: file.location,
        began: (location) => this.#began(file, location),
        onProgress: (sent, total) => this.#hub.publish([{ t: 'progress', row: message, sent, total }]),
      });
      await this.#done(item, uploaded);
      return withoutFile(item);
    } catch (error) {
      if (control.signal.aborted) return 'stopped';
      await this.#failed(item, error);
      return 'failed';
    } finally {
      this.#running.delete(item.place);
    }
  }

  abort(place: number): void {
    this.#running.get(place)?.abort('abandon');
  }

  /** What the server has stays there, for the next page. */
  stop(): void {
    for (const control of this.#running.values()) control.abort('stop');
  }

  #began(file: FileRow, location: string): Promise<void> {
    return this.#hub.vault.note(['files'], async (tx) => tx.put('files', { ...file, location }));
  }

  async #done(item: OutboxRow, file: UploadedFile): Promise<void> {
    await this.#hub.vault.keep(async (batch) => {
      const message = await batch.message(item.conv, item.place);
      if (message === undefined) return;
      const row: MessageRow = { ...message, content: { ...message.content, ...contentOfFile(file) } };
      batch.tx.put('outbox', withoutFile(item));
      batch.changes.push({ t: 'changed', row: await batch.replace(message, row), what: 'file' });
    });
  }

  async #failed(item: OutboxRow, error: unknown): Promise<void> {
    const problem = error instanceof Error ? error.message : String(error);
    await this.#hub.vault.keep(async (batch) => {
      const waiting = await batch.message(item.conv, item.place);
      if (waiting !== undefined) await refuse(batch, waiting, Status.Failed, problem);
      else batch.tx.delete('outbox', item.place);
    });
    this.#hub.error({ kind: 'upload', message: problem, cause: error });
  }
}

/** What a message says of a file on the server. */
export function contentOfFile(file: UploadedFile): ReturnType<typeof contentOf> {
  return contentOf({
    url: file.url,
    fileName: file.name,
    fileSize: file.size,
    mimeType: file.mimeType,
    fileType: file.fileType,
    ...(file.thumbnail !== undefined && { thumbnail: file.thumbnail }),
  });
}

function withoutFile(item: OutboxRow): OutboxRow {
  const { file: _, ...rest } = item;
  return rest;
}
