import { feature, lack } from '../wire/features.js';
import { unsentIn, type Unsent } from './ledger/carry.js';
import type { ChatOptions } from './options.js';
import { MemoryStore } from './store/memory.js';
import type { Store, StoreError } from './store/store.js';
import { Stores, type Owner } from './store/stores.js';

/** The name of the stores where the options give none. */
const DEFAULT_NAME = 'carillon';

/** Brings what was written before into a store. */
export type Enter = (store: Store, unsent: Unsent) => Promise<void>;

export interface HomeEvents {
  /** The store cannot be used any longer. */
  lost(error: StoreError): void;
  /** Why nothing is kept on this device. */
  complain(why: unknown): void;
}

/**
 * Which store is open: that of the user, where it is known who that is, or one for what is written until the server
 * says it. Nothing of one user is read or written for another.
 */
export class Home {
  readonly #stores: Stores | undefined;
  readonly #token: () => Promise<string>;
  readonly #events: HomeEvents;
  readonly #lacking: string | undefined;
  #owner: Owner | undefined;
  #database: string | undefined;
  /** Nothing can be kept, although it should be. */
  #failed = false;
  /** The token whose waiting store this is. */
  #waiting: string | undefined;

  constructor({ database = DEFAULT_NAME, indexedDB = feature('indexedDB') }: ChatOptions, token: () => Promise<string>, events: HomeEvents) {
    this.#token = token;
    this.#events = events;
    this.#stores = database === false || indexedDB === undefined ? undefined : new Stores(indexedDB, database || DEFAULT_NAME);
    const inPage = feature('document') !== undefined;
    this.#lacking = database === false || indexedDB !== undefined || !inPage ? undefined : lack('indexedDB');
  }

  /** The database of the user, which is the name by which the tabs of that user find each other; undefined until it is known. */
  get database(): string | undefined {
    return this.#database;
  }

  /** Whether something can be kept on this device. */
  get keeps(): boolean {
    return this.#stores !== undefined && !this.#failed;
  }

  /** The name by which tabs find each other that have the same token; undefined where nothing is kept. */
  async door(): Promise<string | undefined> {
    return this.#stores?.waiting(await this.#token());
  }

  /** Opens the store by what is known of the token. `first`, asked where that is nothing: no other tab has what waits. */
  async open(first: () => Promise<boolean>): Promise<Store> {
    if (this.#stores === undefined) {
      if (this.#lacking !== undefined) this.#events.complain(`nothing is kept on this device: ${this.#lacking}`);
      return new MemoryStore();
    }
    this.#failed = false;
    try {
      const token = await this.#token().catch(() => undefined); // `start` asks again, and says so
      return token === undefined ? new MemoryStore() : await this.#openFor(this.#stores, token, first);
    } catch (error) {
      this.#failed = true;
      this.#events.complain(error);
      return new MemoryStore();
    }
  }

  async #openFor(stores: Stores, token: string, first: () => Promise<boolean>): Promise<Store> {
    const known = await stores.find(token);
    if (known !== undefined) {
      const store = await stores.open(known.database, this.#events.lost);
      this.#owner = known.owner;
      this.#database = known.database;
      return store;
    }
    if (!(await first())) return new MemoryStore();
    const store = await stores.openWaiting(token, this.#events.lost);
    this.#waiting = token;
    return store;
  }

  /** Once more by the token, of which another tab may have learnt whose it is; now there is no other one before this. */
  async openAnew(from: Store, enter: Enter): Promise<Store> {
    const store = await this.#openFor(this.#stores as Stores, await this.#token(), async () => true);
    await enter(store, await unsentIn(from));
    from.close();
    return store;
  }

  /** The server says who this is: whether what is open is that user's. */
  isOf({ app, uid }: Owner): boolean {
    return !this.keeps || (this.#owner?.app === app && this.#owner.uid === uid);
  }

  /**
   * Opens the user's own store. `enter` gets it with what was written before in `from`, where that was nobody's yet; when
   * it has that, it is remembered whose the token is.
   */
  async move(owner: Owner, from: Store, enter: Enter): Promise<Store> {
    const stores = this.#stores as Stores;
    const [token, database] = await Promise.all([this.#token(), stores.databaseOf(owner)]);
    const store = await stores.open(database, this.#events.lost).catch((error: unknown) => {
      this.#events.complain(error);
      return new MemoryStore();
    });
    if (this.#owner === undefined) await enter(store, await unsentIn(from));
    if (this.#owner === undefined && from.durable && store.durable) await from.destroy();
    else from.close();
    if (store.durable) await stores.belongs(token, owner, database);
    this.#owner = owner;
    this.#database = database;
    this.#waiting = undefined;
    return store;
  }

  /** Once more, for a store that failed: undefined when it cannot be opened, or is not that of this user any more. */
  async reopen(address: string): Promise<Store | undefined> {
    try {
      const database = this.#database ?? (this.#waiting === undefined ? undefined : this.#stores?.waiting(this.#waiting));
      return database === undefined ? undefined : (await this.#stores?.reopen(database, address, this.#events.lost));
    } catch {
      // not yet, or never
    }
    return undefined;
  }

  /** The store was deleted. */
  async left(): Promise<void> {
    if (this.#database !== undefined) await this.#stores?.forget(this.#database).catch(() => {}); // then it is found empty
    this.#database = this.#owner = this.#waiting = undefined;
  }
}
