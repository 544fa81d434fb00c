import type { UserRow } from '../rows.js';
import { openExisting, openIndexedDB } from './indexeddb.js';
import type { Store, StoreError, Tx } from './store.js';

/** A user for good: an address may be given to another one. */
export interface Owner {
  app: number;
  uid: number;
}

/** What is known of a token: whose it is and where that user's store is, once it has logged in. */
interface TokenRow {
  at: number;
  owner?: Owner;
  database?: string;
}

/** So many tokens are remembered under one name; the store of one that was never used to log in goes with it. */
const TOKENS = 50;
const PREFIX = 'token:';

type Lost = (error: StoreError) => void;

/**
 * The stores that this origin has under one name: each user has one, and each token that has not logged in yet has one
 * for what is written before that. Which token is whose lies beside them, so that a user who has logged in is known
 * without a connection. Nobody's store is opened for somebody else.
 */
export class Stores {
  readonly #factory: IDBFactory;
  readonly #name: string;

  constructor(factory: IDBFactory, name: string) {
    this.#factory = factory;
    this.#name = name;
  }

  /** The database of whoever has logged in by this token on this device. */
  async find(token: string): Promise<{ owner: Owner; database: string } | undefined> {
    const row = await this.#index((tx) => tx.get('keys', PREFIX + digest(token)));
    const { owner, database } = (row?.value as TokenRow | undefined) ?? {};
    return owner === undefined || database === undefined ? undefined : { owner, database };
  }

  /** For what is written before the first login by this token. */
  async openWaiting(token: string, lost: Lost): Promise<Store> {
    await this.#note(token, {});
    return openIndexedDB(this.#factory, this.waiting(token), lost);
  }

  /** The name of that database. */
  waiting(token: string): string {
    return this.#waiting(digest(token));
  }

  open(database: string, lost: Lost): Promise<Store> {
    return openIndexedDB(this.#factory, database, lost);
  }

  /** Undefined when there is none, or none of this user; empty where nobody is known yet. */
  async reopen(database: string, address: string, lost: Lost): Promise<Store | undefined> {
    const store = await openExisting(this.#factory, database, lost);
    const user = await store?.run('readonly', ['keys'], (tx) => tx.get('keys', 'user'));
    if (((user?.value as UserRow | undefined)?.address ?? '') === address) return store;
    store?.close();
    return undefined;
  }

  /** The database of this user: one of its own, or that of the name alone, which a version without this had made for it. */
  async databaseOf({ app, uid }: Owner): Promise<string> {
    const before = await openExisting(this.#factory, this.#name, () => {});
    try {
      const found = await before?.run('readonly', ['keys', 'people'], async (tx) => {
        const user = (await tx.get('keys', 'user'))?.value as UserRow | undefined;
        return user && { ...user, uid: user.uid ?? (await tx.get('people', user.address))?.profile?.uid };
      });
      if (found?.app === app && found.uid === uid) return this.#name;
    } finally {
      before?.close();
    }
    return `${this.#name}:${app}:${uid}`;
  }

  /** This token is that user's. */
  async belongs(token: string, owner: Owner, database: string): Promise<void> {
    await this.#note(token, { owner, database });
  }

  /** Nothing is known of this database any more. */
  async forget(database: string): Promise<void> {
    await this.#change((rows) => rows.filter(([, row]) => row.database === database).map(([name]) => name));
  }

  async #note(token: string, row: Omit<TokenRow, 'at'>): Promise<void> {
    const name = PREFIX + digest(token);
    const over = await this.#change((rows) => {
      const others = rows.filter(([other]) => other !== name).sort(([, a], [, b]) => b.at - a.at);
      return others.slice(TOKENS - 1).map(([other]) => other);
    }, [name, { ...row, at: Date.now() }]);
    for (const [other, { owner }] of over) {
      if (owner === undefined) this.#factory.deleteDatabase(this.#waiting(other.slice(PREFIX.length)));
    }
  }

  #waiting(digest: string): string {
    return `${this.#name}:waiting:${digest}`;
  }

  /** Puts a row and removes those that `gone` names; resolves to them. */
  #change(gone: (rows: [string, TokenRow][]) => string[], put?: [string, TokenRow]): Promise<[string, TokenRow][]> {
    return this.#index(async (tx) => {
      const rows = (await tx.all('keys')).map(({ name, value }): [string, TokenRow] => [name, value as TokenRow]);
      const names = new Set(gone(rows));
      for (const name of names) tx.delete('keys', name);
      if (put !== undefined) tx.put('keys', { name: put[0], value: put[1] });
      return rows.filter(([name]) => names.has(name));
    });
  }

  async #index<R>(body: (tx: Tx) => Promise<R>): Promise<R> {
    const index = await openIndexedDB(this.#factory, `${this.#name}:tokens`, () => {});
    try {
      return await index.run('readwrite', ['keys'], body);
    } finally {
      index.close();
    }
  }
}

/**
 * Tells tokens apart without keeping them: 106 bits of two sums. A token is random and longer, so nothing leads back to
 * it. (The digests of `crypto.subtle` are not there on pages without https.)
 */
export function digest(token: string): string {
  return sum(token, 0x9e3779b9) + sum(token, 0x7f4a7c15);
}

function sum(text: string, seed: number): string {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
