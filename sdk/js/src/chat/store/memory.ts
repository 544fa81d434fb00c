import { isRange, SHAPES, type Key, type Range, type Store, type TableName, type Tables, type Tx } from './store.js';
import { TABLES } from './store.js';

/** A store that lives as long as its object. */
export class MemoryStore implements Store {
  readonly durable = false;
  readonly #tables = Object.fromEntries(TABLES.map((name) => [name, new Table(name)])) as Record<TableName, Table>;
  #last: Promise<unknown> = Promise.resolve();

  /** Reads wait for writes like writes do: one after the other. */
  run<R>(_mode: 'readonly' | 'readwrite', _tables: TableName[], body: (tx: Tx) => Promise<R>): Promise<R> {
    const result = this.#last.then(() => this.#transact(body));
    this.#last = result.catch(() => {});
    return result;
  }

  close(): void {}

  async destroy(): Promise<void> {
    await this.run('readwrite', TABLES, async (tx) => TABLES.forEach((table) => tx.delete(table, {})));
  }

  async #transact<R>(body: (tx: Tx) => Promise<R>): Promise<R> {
    const undo: (() => void)[] = [];
    try {
      return await body(new MemoryTx(this.#tables, undo));
    } catch (error) {
      for (const step of undo.reverse()) step();
      throw error;
    }
  }
}

class MemoryTx implements Tx {
  readonly #tables: Record<TableName, Table>;
  readonly #undo: (() => void)[];

  constructor(tables: Record<TableName, Table>, undo: (() => void)[]) {
    this.#tables = tables;
    this.#undo = undo;
  }

  async get<T extends TableName>(table: T, key: Key): Promise<Tables[T] | undefined> {
    return this.#tables[table].rows.get(key) as Tables[T] | undefined;
  }

  async all<T extends TableName>(table: T, range: Range = {}): Promise<Tables[T][]> {
    return this.#tables[table].rows.range(range) as Tables[T][];
  }

  async byIndex<T extends TableName>(table: T, index: string, range: Range): Promise<Tables[T][]> {
    const found = this.#tables[table].indexes.get(index);
    if (found === undefined) throw new TypeError(`no index ${index} of ${table}`);
    return found.range({ ...range, ...(range.to !== undefined && { to: [range.to, LAST] as never }) }, 0) as Tables[T][];
  }

  put<T extends TableName>(table: T, row: Tables[T]): void {
    const { rows } = this.#tables[table];
    const key = keyOfRow(row, SHAPES[table].key) as Key;
    const before = rows.get(key);
    this.#tables[table].put(row);
    this.#undo.push(() => (before === undefined ? this.#tables[table].remove(key) : this.#tables[table].put(before)));
  }

  delete(table: TableName, range: Key | Range): void {
    const { rows } = this.#tables[table];
    const gone = isRange(range) ? rows.range(range) : [rows.get(range)].filter((row) => row !== undefined);
    for (const row of gone) this.#tables[table].remove(keyOfRow(row, SHAPES[table].key) as Key);
    this.#undo.push(() => gone.forEach((row) => this.#tables[table].put(row)));
  }
}

/** Greater than every key that is used. */
const LAST: Key = ['\uffff'];

class Table {
  readonly rows = new Sorted();
  readonly indexes: Map<string, Sorted>;
  readonly #name: TableName;

  constructor(name: TableName) {
    this.#name = name;
    this.indexes = new Map(Object.keys(SHAPES[name].indexes).map((index) => [index, new Sorted()]));
  }

  put(row: object): void {
    const key = keyOfRow(row, SHAPES[this.#name].key) as Key;
    this.remove(key);
    this.rows.set(key, row);
    for (const [index, sorted] of this.indexes) {
      const value = keyOfRow(row, SHAPES[this.#name].indexes[index] as string);
      if (value !== undefined) sorted.set([value, key] as never, row);
    }
  }

  remove(key: Key): void {
    const row = this.rows.get(key);
    if (row === undefined) return;
    this.rows.delete(key);
    for (const [index, sorted] of this.indexes) {
      const value = keyOfRow(row, SHAPES[this.#name].indexes[index] as string);
      if (value !== undefined) sorted.delete([value, key] as never);
    }
  }
}

function keyOfRow(row: object, path: string | string[]): Key | undefined {
  if (typeof path === 'string') return (row as Record<string, Key>)[path];
  const key = path.map((name) => (row as Record<string, number | string>)[name]);
  return key.includes(undefined) ? undefined : (key as Key);
}

/** Rows by key in one sorted array: most new keys are the greatest, and moving the tail of an array is fast. */
class Sorted {
  readonly #keys: Key[] = [];
  readonly #rows: object[] = [];

  get(key: Key): object | undefined {
    const at = this.#find(key);
    return at < this.#keys.length && compare(this.#keys[at] as Key, key) === 0 ? this.#rows[at] : undefined;
  }

  set(key: Key, row: object): void {
    const at = this.#find(key);
    const same = at < this.#keys.length && compare(this.#keys[at] as Key, key) === 0;
    this.#keys.splice(at, same ? 1 : 0, key);
    this.#rows.splice(at, same ? 1 : 0, row);
  }

  delete(key: Key): void {
    const at = this.#find(key);
    if (at >= this.#keys.length || compare(this.#keys[at] as Key, key) !== 0) return;
    this.#keys.splice(at, 1);
    this.#rows.splice(at, 1);
  }

  /** With `part`, the bound `from` is compared to that part of the keys. */
  range({ from, to, reverse = false, limit = Infinity }: Range, part?: number): object[] {
    const start = from === undefined ? 0 : this.#find(part === undefined ? from : ([from] as never));
    const end = to === undefined ? this.#keys.length : this.#find(to, true);
    if (start >= end) return [];
    if (!reverse) return this.#rows.slice(start, Math.min(end, start + limit));
    return this.#rows.slice(Math.max(start, end - limit), end).reverse();
  }

  /** The first place whose key is not less than `key`, or is greater. */
  #find(key: Key, greater = false): number {
    let low = 0;
    let high = this.#keys.length;
    if (high > 0 && compare(this.#keys[high - 1] as Key, key) < (greater ? 1 : 0)) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = compare(this.#keys[middle] as Key, key);
      if (order < 0 || (greater && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As IndexedDB compares keys. */
export function compare(a: Key, b: Key): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'object' && typeof b === 'object') {
    for (let i = 0; i < a.length && i < b.length; i++) {
      const order = compare(a[i] as Key, b[i] as Key);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  return rank(a) - rank(b);
}

function rank(key: Key): number {
  return typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2;
}
