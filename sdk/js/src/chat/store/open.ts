import type { ChatOptions } from '../options.js';
import { openIndexedDB } from './indexeddb.js';
import { MemoryStore } from './memory.js';
import type { Store, StoreError } from './store.js';

/** The name of the store where the options give none. */
export const DEFAULT_NAME = 'carillon';

/**
 * The store that the options want, or memory where that cannot be.
 *
 * @param lost called when it can not be used any longer
 * @param complain told why it is memory
 */
export async function openStore(
  options: ChatOptions,
  lost: (error: StoreError) => void,
  complain: (why: unknown) => void,
): Promise<Store> {
  const { database, indexedDB = globalThis.indexedDB } = options;
  if (database === false) return new MemoryStore();
  try {
    return await openDatabase(options, lost);
  } catch (error) {
    if (indexedDB !== undefined) complain(error);
    return new MemoryStore();
  }
}

/** Once more, for a store that failed: undefined when it can not be opened, or is not that of a user any more. */
export async function openAgain(options: ChatOptions, lost: (error: StoreError) => void): Promise<Store | undefined> {
  try {
    const store = await openDatabase(options, lost);
    const user = await store.run('readonly', ['keys'], (tx) => tx.get('keys', 'user'));
    if (user !== undefined) return store;
    store.close();
  } catch {
    // it has failed for good
  }
  return undefined;
}

async function openDatabase(options: ChatOptions, lost: (error: StoreError) => void): Promise<Store> {
  const { database, indexedDB = globalThis.indexedDB } = options;
  if (indexedDB === undefined) throw new Error('this runtime has no IndexedDB');
  return openIndexedDB(indexedDB, database || DEFAULT_NAME, lost);
}
