import type { StoreChange } from './changes.js';
import type { Span } from './coverage.js';
import { change, type Batch } from './ledger/batch.js';
import type { ConversationRow, GroupRow, MessageRow, OutboxRow, PersonRow } from './rows.js';
import { MemoryStore } from './store/memory.js';
import { StoreError, TABLES, type Store, type TableName, type Tx } from './store/store.js';

/** What goes on in memory when the store fails. */
export interface Seed {
  cursor: number | undefined;
  keys: [string, unknown][];
  conversations: ConversationRow[];
  people: PersonRow[];
  groups: GroupRow[];
  unsent: [OutboxRow, MessageRow][];
}

export interface VaultEvents {
  /** The transaction is safe. */
  committed(changes: readonly StoreChange[]): void;
  /** From now on nothing new is kept. */
  failed(error: StoreError): void;
  seed(): Seed;
}

/** The store that is in use: the durable one, and from its first failure on a memory that takes its place. */
export class Vault {
  readonly #events: VaultEvents;
  #store: Store = new MemoryStore();
  #opened!: () => void;
  #usable = false;
  #moving: Promise<void> | undefined = new Promise((resolve) => (this.#opened = resolve));

  constructor(events: VaultEvents) {
    this.#events = events;
  }

  /** Opened, and not closed since. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Whatever was asked for before waits for this. */
  open(store: Store): void {
    this.#usable = true;
    this.#store = store;
    this.#moving = undefined;
    this.#opened();
  }

  get durable(): boolean {
    return this.#store.durable;
  }

  /** Changes messages and conversations. `body` may run twice: the second time, when the store has failed, in memory. */
  async change(body: (batch: Batch) => Promise<void>): Promise<void> {
    this.#events.committed(await this.#surely((store) => change(store, body)));
  }

  read<R>(tables: TableName[], body: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#surely((store) => store.run('readonly', tables, body));
  }

  write(tables: TableName[], body: (tx: Tx) => Promise<void>): Promise<void> {
    return this.#surely((store) => store.run('readwrite', tables, body));
  }

  key<T>(name: string): Promise<T | undefined> {
    return this.read(['keys'], async (tx) => (await tx.get('keys', name))?.value as T | undefined);
  }

  /** The store went away under us. */
  lost(error: StoreError): void {
    void this.#move(this.#store, error);
  }

  close(): void {
    this.#usable = false;
    this.#store.close();
  }

  destroy(): Promise<void> {
    this.#usable = false;
    return this.#store.destroy();
  }

  async #surely<R>(work: (store: Store) => Promise<R>): Promise<R> {
    await this.#moving;
    const store = this.#store;
    try {
      return await work(store);
    } catch (error) {
      if (!(error instanceof StoreError) || !store.durable) throw error;
      await this.#move(store, error);
      return work(this.#store);
    }
  }

  #move(from: Store, error: StoreError): Promise<void> {
    if (this.#store === from && from.durable && this.#moving === undefined) {
      const memory = new MemoryStore();
      this.#moving = fill(memory, this.#events.seed()).then(() => {
        this.#store = memory;
        this.#moving = undefined;
        from.close();
        this.#events.failed(error);
      });
    }
    return this.#moving ?? Promise.resolve();
  }
}

async function fill(store: Store, seed: Seed): Promise<void> {
  await store.run('readwrite', TABLES, async (tx) => {
    for (const [name, value] of seed.keys) tx.put('keys', { name, value });
    const orders = seed.conversations.map(({ last }) => (last?.local === undefined ? (last?.order ?? 0) : 0));
    const newest = Math.max(seed.cursor ?? 0, ...orders);
    if (seed.cursor !== undefined) {
      tx.put('keys', { name: 'cursor', value: seed.cursor });
      tx.put('keys', { name: 'spans', value: [[newest + 1, Infinity]] });
    }
    for (const row of seed.people) tx.put('people', row);
    for (const row of seed.groups) tx.put('groups', row);
    for (const row of seed.conversations) {
      const { last } = row;
      const loaded: Span[] = last === undefined || last.local !== undefined ? [] : [[last.order, newest]];
      tx.put('conversations', { ...row, loaded, unreadHere: 0, unreadThere: row.unreadHere + row.unreadThere });
      if (loaded.length > 0) tx.put('messages', withoutUnread(last as MessageRow));
    }
    for (const [item, message] of seed.unsent) {
      tx.put('outbox', item);
      tx.put('messages', message);
    }
  });
}

function withoutUnread(row: MessageRow): MessageRow {
  const { unread: _, ...rest } = row;
  return rest;
}
