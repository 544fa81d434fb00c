import type { ConversationRow, FileRow, GroupRow, KeyRow, MessageRow, OutboxRow, PersonRow } from '../rows.js';

/** A key, ordered as IndexedDB orders them: numbers, then strings, then lists. */
export type Key = number | string | readonly (number | string)[];

/** What lies in each table. Rows are never changed after they were put: a change is a new row. */
export interface Tables {
  messages: MessageRow;
  conversations: ConversationRow;
  people: PersonRow;
  groups: GroupRow;
  outbox: OutboxRow;
  files: FileRow;
  keys: KeyRow;
}

export type TableName = keyof Tables;

export interface Range {
  /** Included. */
  from?: Key;
  /** Included. */
  to?: Key;
  /** Greatest first. */
  reverse?: boolean;
  limit?: number;
}

interface TableShape {
  key: string | string[];
  indexes: Record<string, string | string[]>;
}

/** Primary keys and indexes; a row without a member of an index is not in that index. */
export const SHAPES: Record<TableName, TableShape> = {
  messages: { key: ['conv', 'order'], indexes: { mid: 'mid', unread: ['conv', 'unread'] } },
  conversations: { key: 'key', indexes: {} },
  people: { key: 'address', indexes: {} },
  groups: { key: 'gid', indexes: {} },
  outbox: { key: 'place', indexes: {} },
  files: { key: 'key', indexes: {} },
  keys: { key: 'name', indexes: {} },
};

export const TABLES = Object.keys(SHAPES) as TableName[];

/** One transaction. Only its own methods may be awaited inside it. */
export interface Tx {
  get<T extends TableName>(table: T, key: Key): Promise<Tables[T] | undefined>;
  all<T extends TableName>(table: T, range?: Range): Promise<Tables[T][]>;
  /** By an index of `SHAPES`. */
  byIndex<T extends TableName>(table: T, index: string, range: Range): Promise<Tables[T][]>;
  put<T extends TableName>(table: T, row: Tables[T]): void;
  delete(table: TableName, range: Key | Range): void;
}

/** Tables with ordered keys, in transactions that happen wholly or not at all, one write at a time. */
export interface Store {
  readonly durable: boolean;
  /** Rejects with what `body` rejects with, or with `StoreError`; then nothing has changed. */
  run<R>(mode: 'readonly' | 'readwrite', tables: TableName[], body: (tx: Tx) => Promise<R>): Promise<R>;
  /** Ends it; what is kept stays. */
  close(): void;
  /** Ends it and deletes everything. */
  destroy(): Promise<void>;
}

/** The store is not usable (any more): closed, deleted, blocked or not allowed. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** There is no room for what was to be written. What is there can be read, and later there may be room again. */
export class StoreFull extends StoreError {
  override readonly name = 'StoreFull';
}

export function isRange(range: Key | Range): range is Range {
  return typeof range === 'object' && !Array.isArray(range);
}
