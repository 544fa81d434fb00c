import type { StoreChange } from '../changes.js';
import { emptyConversation, type ConversationKey, type ConversationRow, type MessageRow } from '../rows.js';
import type { Store, TableName, Tx } from '../store/store.js';

const WRITTEN: TableName[] = ['messages', 'conversations', 'people', 'outbox', 'files', 'keys'];

/** Does what `body` does in one transaction; resolves to what that changed. */
export async function change(store: Store, body: (batch: Batch) => Promise<void>): Promise<StoreChange[]> {
  return store.run('readwrite', WRITTEN, async (tx) => {
    const batch = new Batch(tx);
    await body(batch);
    return batch.finish();
  });
}

/** The newest message that the server's count of unread ones can have. Rows of an earlier version do not say it. */
export function countedUpTo({ counted, last }: ConversationRow): number {
  return counted ?? (last === undefined || last.local !== undefined ? 0 : Math.floor(last.order));
}

/** A transaction over messages and conversations, and the list of what it changes. */
export class Batch {
  readonly tx: Tx;
  readonly changes: StoreChange[] = [];
  readonly #conversations = new Map<ConversationKey, ConversationRow>();
  readonly #dirty = new Set<ConversationKey>();

  constructor(tx: Tx) {
    this.tx = tx;
  }

  async conversation(key: ConversationKey): Promise<ConversationRow> {
    const known = this.#conversations.get(key);
    if (known !== undefined) return known;
    const row = (await this.tx.get('conversations', key)) ?? emptyConversation(key);
    this.#conversations.set(key, row);
    return row;
  }

  /** Changes a row of the list; `undefined` removes a member. */
  async alter(key: ConversationKey, change: { [K in keyof ConversationRow]?: ConversationRow[K] | undefined }): Promise<void> {
    const row = { ...(await this.conversation(key)), ...change } as ConversationRow;
    for (const name of Object.keys(change) as (keyof ConversationRow)[]) if (row[name] === undefined) delete row[name];
    this.#conversations.set(key, row);
    this.#dirty.add(key);
  }

  /** Notes with whom the conversation is; one that is not there does not come to be by that. */
  async noteUser(key: ConversationKey, uid: number): Promise<void> {
    const row = await this.conversation(key);
    if (row.uid === uid) return;
    this.#conversations.set(key, { ...row, uid });
    if (row.rev > 0) this.#dirty.add(key);
  }

  message(conv: ConversationKey, order: number): Promise<MessageRow | undefined> {
    return this.tx.get('messages', [conv, order]);
  }

  /** An own message of this conversation that the server had not accepted when it was last heard of. */
  async pending(conv: ConversationKey, mid: number): Promise<MessageRow | undefined> {
    const rows = await this.tx.byIndex('messages', 'mid', { from: mid, to: mid });
    return rows.find((row) => row.conv === conv && row.local !== undefined);
  }

  /**
   * Takes over how many the server counts as unread, whose newest message then was `order`: each counts once. `read`:
   * orders of what was read here while it counted.
   */
  async count(key: ConversationKey, unread: number, order: number, read: readonly number[]): Promise<void> {
    const { unreadHere, readUpTo = 0, readOrders = [] } = await this.conversation(key);
    const newer = await this.tx.byIndex('messages', 'unread', { from: [key, order + 1], to: [key, Infinity] });
    const untold = new Set([...readOrders, ...read].filter((one) => one <= order)); // the server did not know of that
    const there = readUpTo >= order ? 0 : unread - untold.size - (unreadHere - newer.length);
    await this.alter(key, { unreadThere: Math.max(0, there), counted: order });
  }

  /** Stores a message that was not there. */
  async add(row: MessageRow): Promise<void> {
    this.tx.put('messages', row);
    const conversation = await this.conversation(row.conv);
    const newest = conversation.last === undefined || conversation.last.order < row.order;
    const { unreadThere } = conversation;
    const unread = row.unread === undefined ? 0 : 1;
    const told = unreadThere > 0 && row.order <= countedUpTo(conversation) ? unread : 0; // the server's count has it, too
    await this.alter(row.conv, {
      ...(newest && { last: row }),
      activity: Math.max(conversation.activity, row.ts),
      unreadHere: conversation.unreadHere + unread,
      unreadThere: unreadThere - told,
    });
  }

  /** Stores a new state of `before`, whose place may be another one. */
  async replace(before: MessageRow, row: MessageRow): Promise<MessageRow> {
    const after = { ...row, rev: before.rev + 1 };
    if (after.order !== before.order) this.tx.delete('messages', [before.conv, before.order]);
    this.tx.put('messages', after);
    const conversation = await this.conversation(row.conv);
    if (before.unread !== undefined && after.unread === undefined) {
      await this.alter(row.conv, { unreadHere: Math.max(0, conversation.unreadHere - 1) });
    }
    if (conversation.last?.order === before.order) {
      if (after.order < before.order) await this.findLast(row.conv);
      else await this.alter(row.conv, { last: after });
    } else if (conversation.last === undefined || conversation.last.order < after.order) {
      await this.alter(row.conv, { last: after });
    }
    return after;
  }

  async remove(row: MessageRow): Promise<void> {
    this.tx.delete('messages', [row.conv, row.order]);
    const conversation = await this.conversation(row.conv);
    if (row.unread !== undefined) await this.alter(row.conv, { unreadHere: Math.max(0, conversation.unreadHere - 1) });
    if (conversation.last?.order === row.order) await this.findLast(row.conv);
  }

  /** The last message went: the newest that is left here takes its place. */
  async findLast(conv: ConversationKey): Promise<void> {
    const [last] = await this.tx.all('messages', { from: [conv, 0], to: [conv, Infinity], reverse: true, limit: 1 });
    await this.alter(conv, { last });
  }

  async key<T>(name: string): Promise<T | undefined> {
    return (await this.tx.get('keys', name))?.value as T | undefined;
  }

  setKey(name: string, value: unknown): void {
    this.tx.put('keys', { name, value });
  }

  finish(): StoreChange[] {
    for (const key of this.#dirty) {
      const before = this.#conversations.get(key) as ConversationRow;
      const row = { ...before, rev: before.rev + 1 };
      this.tx.put('conversations', row);
      this.changes.push({ t: 'conversation', row });
    }
    return this.changes;
  }
}
