import { defined } from '../wire/defined.js';
import { Flag, Status } from '../wire/frames.js';
import { fits } from '../wire/link.js';
import { newMid } from '../wire/mid.js';
import { Unanswered } from '../wire/errors.js';
import { contentOf, type Draft } from './draft.js';
import { read } from './files/tus.js';
import { frameOf, keep, post, repost } from './ledger/sends.js';
import { fileKey, HERE_ONLY, type ConversationKey, type FileRow, type MessageRow } from './rows.js';
import type { Vault } from './vault.js';

/** So many messages may wait to be sent. */
const MOST = 10_000;

interface Post {
  row: MessageRow;
  when: number | undefined;
  file: FileRow | undefined;
}

/** Puts messages into the outbox of the store, in the order in which they were written. */
export class Posts {
  readonly #vault: Vault;
  readonly #wake: () => void;
  readonly #failed: (row: MessageRow, error: unknown) => void;
  #queue: Post[] = [];
  #storing: Promise<void> | undefined;
  /** How many wait in the store, as far as this tab knows. */
  readonly #unsent: () => number;

  constructor(vault: Vault, unsent: () => number, wake: () => void, failed: (row: MessageRow, error: unknown) => void) {
    this.#vault = vault;
    this.#unsent = unsent;
    this.#wake = wake;
    this.#failed = failed;
  }

  /** Throws `Unanswered`: `full` or `large`. */
  add(row: MessageRow, when: number | undefined, file: FileRow | undefined): void {
    if (this.#unsent() + this.#queue.length >= MOST) throw new Unanswered('full');
    if (!fits({ ...frameOf(row, when), t: 'send', id: Number.MAX_SAFE_INTEGER } as never)) throw new Unanswered('large');
    this.#queue.push({ row, when, file });
    this.#storing ??= this.#store().finally(() => (this.#storing = undefined));
  }

  /** One that failed goes into the outbox again; `file` if it has one that was never stored. */
  async again(row: MessageRow, file: FileRow | undefined): Promise<void> {
    await this.#vault.change(async (batch) => {
      const before = await batch.pending(row.conv, row.mid);
      if (before !== undefined && before.status >= Status.Failed) await repost(batch, before);
      if (before !== undefined) return;
      const { problem: _, ...unstored } = row;
      if (row.status === HERE_ONLY) await keep(batch, unstored, true);
      else await post(batch, unstored, { again: true, ...(file !== undefined && { file }) });
    });
    this.#wake();
  }

  /** Everything that was added so far is in the store. */
  async settled(): Promise<void> {
    await this.#storing;
  }

  async #store(): Promise<void> {
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const posts = await this.#readable(this.#queue.splice(0));
      if (posts.length === 0 || (await this.#stored(posts, posts.length === 1))) continue;
      // there may be no room for one of them alone, as for a large file
      for (const one of posts) await this.#stored([one], true);
    }
  }

  /** A file that cannot be read could not be stored, and would take the others along. */
  async #readable(posts: readonly Post[]): Promise<Post[]> {
    const good = await Promise.all(
      posts.map(async (post) => {
        try {
          if (post.file !== undefined) await read(post.file.blob, 0, 1);
          return post;
        } catch (error) {
          this.#failed(post.row, error);
          return undefined;
        }
      }),
    );
    return good.filter((post) => post !== undefined);
  }

  /** @param last they fail when it does; else false tells */
  async #stored(posts: readonly Post[], last: boolean): Promise<boolean> {
    try {
      await this.#vault.change(async (batch) => {
        for (const { row, when, file } of posts) {
          if (row.status === HERE_ONLY) await keep(batch, row);
          else await post(batch, row, defined({ when, file }));
        }
      });
      this.#wake();
      return true;
    } catch (error) {
      if (last) for (const { row } of posts) this.#failed(row, error);
      return last;
    }
  }
}

/** A new message of this user, not stored yet. */
export function rowOfDraft(conv: ConversationKey, draft: Draft, me: string, now: number, toUid?: number): MessageRow {
  const { type, expiry, thread, label, forwarded, age, replyTo, mid = newMid(), flags = Flag.DeliveryReceipt | Flag.ReadReceipt } = draft;
  const answered = typeof replyTo === 'object' ? replyTo.mid : replyTo;
  return {
    conv,
    rev: 1,
    order: Number.MAX_SAFE_INTEGER,
    mid,
    from: me,
    own: 1,
    local: 1,
    ts: now,
    status: Status.Outbox,
    flags,
    content: contentOf(draft),
    ...defined({ type, expiry, replyTo: answered, thread, label, forwarded, age, toUid: toUid || undefined }),
  };
}

export function fileRowOf(row: MessageRow, blob: Blob, name: string, type: string): FileRow {
  return { key: fileKey(row), blob, name, type };
}
