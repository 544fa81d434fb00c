import {
  isRange,
  SHAPES,
  StoreError,
  StoreFull,
  TABLES,
  type Key,
  type Range,
  type Store,
  type TableName,
  type Tables,
  type Tx,
} from './store.js';

const VERSION = 1;
const OPEN_MS = 10_000;

/** A store in the browser's IndexedDB. `lost` is called once when it can not be used any longer. */
export async function openIndexedDB(factory: IDBFactory, name: string, lost: (error: StoreError) => void): Promise<Store> {
  return new IndexedStore(factory, name, await open(factory, name), lost);
}

function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, VERSION); // what it throws rejects
    const fail = (why: string, cause?: unknown): void => {
      clearTimeout(timer);
      reject(new StoreError(`the local store ${name} ${why}`, { cause }));
    };
    const timer = setTimeout(() => {
      request.onsuccess = () => request.result.close();
      fail('did not open in time');
    }, OPEN_MS);
    request.onupgradeneeded = (event) => upgrade(request.result, event.oldVersion);
    request.onblocked = () => fail('is held by another tab with an older version of this application');
    request.onerror = () => fail(`does not open: ${request.error?.message ?? 'unknown'}`, request.error);
    request.onsuccess = () => {
      clearTimeout(timer);
      resolve(request.result);
    };
  });
}

/** The store that is there under this name; undefined when there is none, and then none is made. */
export async function openExisting(factory: IDBFactory, name: string, lost: (error: StoreError) => void): Promise<Store | undefined> {
  const db = await new Promise<IDBDatabase | undefined>((resolve, reject) => {
    const request = factory.open(name);
    let made = false;
    request.onupgradeneeded = () => {
      made = true;
      request.transaction?.abort();
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () =>
      made ? resolve(undefined) : reject(new StoreError(`the local store ${name} does not open`, { cause: request.error }));
  });
  return db && new IndexedStore(factory, name, db, lost);
}

/** Steps from version to version; each stays here for those who come from before it. */
function upgrade(db: IDBDatabase, from: number): void {
  if (from < 1) {
    for (const table of TABLES) {
      const store = db.createObjectStore(table, { keyPath: SHAPES[table].key });
      for (const [index, path] of Object.entries(SHAPES[table].indexes)) store.createIndex(index, path);
    }
  }
}

class IndexedStore implements Store {
  readonly durable = true;
  readonly #factory: IDBFactory;
  readonly #name: string;
  readonly #db: IDBDatabase;
  #open = true;

  constructor(factory: IDBFactory, name: string, db: IDBDatabase, lost: (error: StoreError) => void) {
    this.#factory = factory;
    this.#name = name;
    this.#db = db;
    const end = (why: string): void => {
      if (!this.#open) return;
      this.close();
      lost(new StoreError(`the local store ${name} ${why}`));
    };
    db.onclose = () => end('was deleted or closed by the browser');
    db.onversionchange = () => end('is deleted or upgraded by another tab');
  }

  async run<R>(mode: 'readonly' | 'readwrite', tables: TableName[], body: (tx: Tx) => Promise<R>): Promise<R> {
    const transaction = this.#begin(mode, tables);
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(this.#failure(transaction.error));
    });
    done.catch(() => {}); // it is awaited below, where an error of `body` goes first
    let result: R;
    try {
      result = await body(new IndexedTx(transaction));
    } catch (error) {
      abort(transaction);
      throw error instanceof DOMException ? this.#failure(error) : error;
    }
    await done;
    return result;
  }

  close(): void {
    this.#open = false;
    this.#db.close();
  }

  destroy(): Promise<void> {
    this.close();
    return new Promise((resolve, reject) => {
      const request = this.#factory.deleteDatabase(this.#name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(this.#failure(request.error));
    });
  }

  #begin(mode: 'readonly' | 'readwrite', tables: TableName[]): IDBTransaction {
    try {
      return this.#db.transaction(tables, mode, { durability: 'relaxed' });
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(cause: unknown): StoreError {
    const what = `the local store ${this.#name} failed:`;
    if (isQuota(cause)) return new StoreFull(`${what} there is no room left`, { cause });
    return new StoreError(`${what} ${cause instanceof Error ? cause.message : 'aborted'}`, { cause });
  }
}

function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

class IndexedTx implements Tx {
  readonly #transaction: IDBTransaction;

  constructor(transaction: IDBTransaction) {
    this.#transaction = transaction;
  }

  get<T extends TableName>(table: T, key: Key): Promise<Tables[T] | undefined> {
    return answer(this.#transaction.objectStore(table).get(key as IDBValidKey) as IDBRequest<Tables[T] | undefined>);
  }

  all<T extends TableName>(table: T, range: Range = {}): Promise<Tables[T][]> {
    return read(this.#transaction.objectStore(table), range);
  }

  byIndex<T extends TableName>(table: T, index: string, range: Range): Promise<Tables[T][]> {
    return read(this.#transaction.objectStore(table).index(index), range);
  }

  put<T extends TableName>(table: T, row: Tables[T]): void {
    this.#transaction.objectStore(table).put(row);
  }

  delete(table: TableName, range: Key | Range): void {
    const store = this.#transaction.objectStore(table);
    const keys = isRange(range) ? keyRange(range) : (range as IDBValidKey);
    if (keys == null) store.clear();
    else store.delete(keys);
  }
}

function read<T>(source: IDBObjectStore | IDBIndex, range: Range): Promise<T[]> {
  const keys = keyRange(range);
  if (range.reverse !== true) return answer(source.getAll(keys, range.limit) as IDBRequest<T[]>);
  const { limit = Infinity } = range;
  return new Promise((resolve, reject) => {
    const rows: T[] = [];
    const request = source.openCursor(keys, 'prev');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor !== null) rows.push(cursor.value as T);
      if (cursor === null || rows.length >= limit) resolve(rows);
      else cursor.continue();
    };
  });
}

function keyRange({ from, to }: Range): IDBKeyRange | null {
  if (from !== undefined && to !== undefined) return IDBKeyRange.bound(from, to);
  if (from !== undefined) return IDBKeyRange.lowerBound(from);
  return to === undefined ? null : IDBKeyRange.upperBound(to);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // it has ended already
  }
}
