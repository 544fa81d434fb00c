import { feature } from '../wire/features.js';
import type { ConversationKey } from './rows.js';
import type { Vault } from './vault.js';

/**
 * What the user has begun to write, on its way into the store. A page that ends cannot write there any more: what it has
 * not stored then lies in `localStorage`, which is written at once, until the store is opened again.
 */
export class Drafts {
  readonly #vault: Vault;
  readonly #database: () => string | undefined;
  readonly #unstored = new Map<ConversationKey, string>();
  #ends = false;

  /** @param database of the user; undefined: nothing is kept */
  constructor(vault: Vault, database: () => string | undefined) {
    this.#vault = vault;
    this.#database = database;
    const page = feature('window');
    page?.addEventListener('pagehide', () => {
      this.#ends = true;
      for (const [key, text] of this.#unstored) this.#leave(key, text);
    });
    page?.addEventListener('pageshow', () => (this.#ends = false));
  }

  async set(key: ConversationKey, text: string): Promise<void> {
    this.#unstored.set(key, text);
    if (this.#ends) this.#leave(key, text); // as a listener of the application does, whose turn is after this one's
    try {
      await this.#vault.change((batch) => batch.alter(key, { draft: text === '' ? undefined : text }));
    } finally {
      if (this.#unstored.get(key) === text) this.#unstored.delete(key);
    }
    this.#take(key, text);
  }

  /** What an earlier page could not store. */
  async recover(): Promise<void> {
    const prefix = this.#name('');
    const storage = feature('localStorage');
    if (prefix === undefined || storage === undefined) return;
    const left = quietly(() => Object.keys(storage).filter((name) => name.startsWith(prefix))) ?? [];
    for (const name of left) {
      const text = quietly(() => storage.getItem(name)) ?? undefined;
      if (text !== undefined) await this.set(name.slice(prefix.length) as ConversationKey, text).catch(() => {}); // it stays
    }
  }

  #leave(key: ConversationKey, text: string): void {
    const name = this.#name(key);
    if (name !== undefined) quietly(() => feature('localStorage')?.setItem(name, text));
  }

  /** It is in the store: what lies outside of it is not needed any more, unless it is newer. */
  #take(key: ConversationKey, text: string): void {
    const name = this.#name(key);
    const storage = feature('localStorage');
    if (name !== undefined) quietly(() => storage?.getItem(name) === text && storage.removeItem(name));
  }

  #name(key: string): string | undefined {
    const database = this.#database();
    return database === undefined ? undefined : `${database} draft ${key}`;
  }
}

/** Blocked or full: what can be lost by that is what would be lost without it. */
function quietly<R>(act: () => R): R | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
