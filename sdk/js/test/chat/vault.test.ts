import { expect, it } from 'vitest';
import { applyEntry } from '../../src/chat/ledger/entries.js';
import { post } from '../../src/chat/ledger/sends.js';
import { rowOfDraft } from '../../src/chat/posts.js';
import type { ConversationRow, MessageRow } from '../../src/chat/rows.js';
import { MemoryStore } from '../../src/chat/store/memory.js';
import { StoreError, StoreFull, type Store, type TableName, type Tx } from '../../src/chat/store/store.js';
import { Vault, type Seed } from '../../src/chat/vault.js';

/** A store on a disk that becomes full, or breaks, in the middle of a transaction. */
class Disk implements Store {
  readonly durable = true;
  readonly #memory = new MemoryStore();
  full = false;
  broken = false;
  closed = false;

  run<R>(mode: 'readonly' | 'readwrite', tables: TableName[], body: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#memory.run(mode, tables, async (tx) => {
      const result = await body(tx);
      if (this.full && mode === 'readwrite') throw new StoreFull('there is no room left');
      if (this.broken && mode === 'readwrite') throw new StoreError('the disk is broken');
      return result;
    });
  }

  close(): void {
    this.closed = true;
  }

  async destroy(): Promise<void> {}
}

it('a store that fails is replaced by memory, which goes on from the same place; the store keeps what it had', async () => {
  const disk = new Disk();
  const failures: string[] = [];
  let conversation: ConversationRow | undefined;
  let unsent: MessageRow | undefined;
  const seed = (): Seed => ({
    cursor: 5,
    keys: [],
    conversations: conversation === undefined ? [] : [conversation],
    people: [],
    groups: [],
    unsent: unsent === undefined ? [] : [[{ place: unsent.order, conv: unsent.conv, mid: unsent.mid }, unsent]],
  });
  const vault = new Vault({
    committed: (changes) => {
      for (const change of changes) {
        if (change.t === 'conversation') conversation = change.row;
        if (change.t === 'message' && change.row.local === 1) unsent = change.row;
      }
    },
    failed: (error) => failures.push(error.message),
    seed,
  });
  vault.open(disk);
  const entry = (order: number) =>
    ({ t: 'message', seq: order, from: 'bob', to: 'ana', mid: order, order, ts: order, flags: 3, content: { text: `${order}` } }) as const;
  const keep = (order: number): Promise<void> =>
    vault.change(async (batch) => {
      await applyEntry(batch, entry(order), 'ana');
      batch.setKey('cursor', order);
    });
  await keep(5);
  await vault.change(async (batch) => void (await post(batch, rowOfDraft('u:bob', { text: 'mine' }, 'ana', 1), {})));

  disk.broken = true;
  await Promise.all([keep(6), keep(7)]);
  expect(failures).toEqual(['the disk is broken']);
  expect([vault.durable, disk.closed]).toEqual([false, true]);
  const texts = (store: Pick<Vault, 'read'>): Promise<string[]> =>
    store.read(['messages'], async (tx) => (await tx.all('messages')).map((row) => row.content?.text ?? ''));
  expect(await texts(vault)).toEqual(['6', '7', 'mine']);
  expect(await vault.key('cursor')).toBe(7);
  expect(await vault.read(['outbox'], (tx) => tx.all('outbox'))).toHaveLength(1);
  expect(conversation).toMatchObject({ unreadHere: 2, unreadThere: 1 });

  const before = await disk.run('readonly', ['keys', 'messages'], async (tx) => [await tx.get('keys', 'cursor'), await tx.all('messages')]);
  expect(before).toMatchObject([{ value: 5 }, [{ order: 5 }, { local: 1 }]]);
});

it('a store that is full takes nothing new, says so once, is read on, and goes on when there is room', async () => {
  const disk = new Disk();
  const said: string[] = [];
  const vault = new Vault({
    committed: () => {},
    failed: () => said.push('failed'),
    full: (error) => said.push(error.message),
    state: (state) => said.push(state),
    seed: () => ({ cursor: undefined, keys: [], conversations: [], people: [], groups: [], unsent: [] }),
  });
  vault.open(disk);
  const set = (value: number) => vault.change(async (batch) => batch.setKey('cursor', value));
  await set(1);
  disk.full = true;
  await expect(set(2)).rejects.toThrow(StoreFull);
  await expect(set(3)).rejects.toThrow('there is no room left');
  await vault.note(['keys'], async (tx) => tx.put('keys', { name: 'cursor', value: 4 }));
  let kept = false;
  const waiting = vault.keep(async (batch) => batch.setKey('cursor', 5)).then(() => (kept = true));
  expect([await vault.key('cursor'), vault.state, vault.durable, kept]).toEqual([1, 'full', true, false]);
  disk.full = false;
  await waiting;
  expect([await vault.key('cursor'), vault.state]).toEqual([5, 'kept']);
  expect(said).toEqual(['kept', 'there is no room left', 'full', 'kept']);
});
