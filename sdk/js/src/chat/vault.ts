import type { StoreChange } from './changes.js';
import type { Span } from './coverage.js';
import { change, type Batch } from './ledger/batch.js';
import type { ConversationRow, GroupRow, MessageRow, OutboxRow, PersonRow } from './rows.js';
import { MemoryStore } from './store/memory.js';
import { StoreError, StoreFull, TABLES, type Store, type TableName, type Tx } from './store/store.js';

/** What goes on in memory when the store fails. */
export interface Seed {
  cursor: number | undefined;
  keys: [string, unknown][];
  conversations: ConversationRow[];
  people: PersonRow[];
  groups: GroupRow[];
  unsent: [OutboxRow, MessageRow][];
}

/**
 * `kept`: what is told is on this device. `full`: there is no room, nothing new is taken until there is. `memory`: it
 * lives as long as the `Chat`.
 */
export type StorageState = 'kept' | 'full' | 'memory';

export interface VaultEvents {
  /** The transaction is safe. */
  committed(changes: readonly StoreChange[]): void;
  /** From now on memory takes the place of the store. */
  failed(error: StoreError): void;
  /** From now on nothing new is kept, until there is room again. */
  full?(error: StoreFull): void;
  state?(state: StorageState): void;
  /** The store has failed: what to go on with, if it is not to be memory. */
  instead?(): Promise<Store | undefined>;
  seed(): Seed;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/**
 * The store that is in use: the durable one, and from its first failure on a memory that takes its place. A store that
 * is full has not failed: it can be read, and what must not be lost waits until there is room.
 */
export class Vault {
  readonly #events: VaultEvents;
  #store: Store = new MemoryStore();
  #opened!: () => void;
  #usable = false;
  #full = false;
  #ended: StoreError | undefined;
  #moving: Promise<void> | undefined = new Promise((resolve) => (this.#opened = resolve));

  constructor(events: VaultEvents) {
    this.#events = events;
  }

  /** Whatever was asked for before waits for this. */
  open(store: Store): void {
    const before = this.state;
    this.#usable = true;
    this.#ended = undefined;
    this.#full = false;
    this.#store = store;
    this.#moving = undefined;
    this.#opened();
    if (this.state !== before) this.#events.state?.(this.state);
  }

  /** Another store takes the place of this one: `next` gets this one when nothing more is written into it. */
  async replace(next: (from: Store) => Promise<Store>): Promise<void> {
    await this.#moving;
    const before = this.state;
    const moving = next(this.#store).then((store) => {
      this.#store = store;
      this.#full = false;
    });
    this.#moving = moving.catch(() => {}).finally(() => (this.#moving = undefined));
    await moving;
    await this.#moving;
    if (this.state !== before) this.#events.state?.(this.state);
  }

  get durable(): boolean {
    return this.#store.durable;
  }

  get state(): StorageState {
    return !this.#store.durable ? 'memory' : this.#full ? 'full' : 'kept';
  }

  /**
   * Changes messages and conversations. Rejects with `StoreFull` when there is no room. `body` may run twice: the
   * second time, when the store has failed, in memory.
   */
  async change(body: (batch: Batch) => Promise<void>): Promise<void> {
    this.#events.committed(await this.#write((store) => change(store, body)));
  }

  /** As `change`, for what must not be lost: while there is no room, it waits. */
  keep(body: (batch: Batch) => Promise<void>): Promise<void> {
    return this.patiently(() => this.change(body));
  }

  /** Does the work, again and again while there is no room for what it writes. */
  async patiently<R>(work: () => Promise<R>): Promise<R> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StoreFull) || !this.#usable) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  read<R>(tables: TableName[], body: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#surely((store) => store.run('readonly', tables, body));
  }

  write(tables: TableName[], body: (tx: Tx) => Promise<void>): Promise<void> {
    return this.#write((store) => store.run('readwrite', tables, body));
  }

  /** As `write`, for what the server tells again: without room it is not kept. */
  async note(tables: TableName[], body: (tx: Tx) => Promise<void>): Promise<void> {
    try {
      await this.write(tables, body);
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error;
    }
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

  /** What is known can still be read, from memory; what the failure came upon is not done. Until `open`. */
  end(error: StoreError): void {
    this.#usable = false;
    this.#ended = error;
  }

  destroy(): Promise<void> {
    this.#usable = false;
    return this.#store.destroy();
  }

  async #write<R>(work: (store: Store) => Promise<R>): Promise<R> {
    try {
      const result = await this.#surely(work);
      this.#becomeFull(false);
      return result;
    } catch (error) {
      if (error instanceof StoreFull) this.#becomeFull(true, error);
      throw error;
    }
  }

  #becomeFull(full: boolean, error?: StoreFull): void {
    if (this.#full === full) return;
    this.#full = full;
    if (error !== undefined) this.#events.full?.(error);
    this.#events.state?.(this.state);
  }

  async #surely<R>(work: (store: Store) => Promise<R>): Promise<R> {
    await this.#moving;
    const store = this.#store;
    try {
      return await work(store);
    } catch (error) {
      if (!(error instanceof StoreError) || error instanceof StoreFull || !store.durable) throw error;
      await this.#move(store, error);
      if (this.#ended !== undefined) throw this.#ended;
      return work(this.#store);
    }
  }

  #move(from: Store, error: StoreError): Promise<void> {
    if (this.#store === from && from.durable && this.#moving === undefined) {
      this.#moving = this.#instead().then((store) => {
        this.#store = store;
        this.#moving = undefined;
        this.#full = false;
        from.close();
        if (store.durable) return;
        this.#events.failed(error);
        this.#events.state?.(this.state);
      });
    }
    return this.#moving ?? Promise.resolve();
  }

  async #instead(): Promise<Store> {
    const store = await this.#events.instead?.();
    if (store !== undefined) return store;
    const memory = new MemoryStore();
    await fill(memory, this.#events.seed());
    return memory;
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
      tx.put('conversations', { ...row, loaded, unreadHere: 0, unreadThere: row.unreadHere + row.unreadThere, counted: newest });
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
