import { beforeEach, describe, expect, it } from 'vitest';
import type { StoreChange } from '../../src/chat/changes.js';
import { History } from '../../src/chat/history.js';
import { change, type Batch } from '../../src/chat/ledger/batch.js';
import { applyEntry, markRead } from '../../src/chat/ledger/entries.js';
import { resume, storePage, storeSummaries } from '../../src/chat/ledger/pages.js';
import { accept, frameOf, post, refuse, repost } from '../../src/chat/ledger/sends.js';
import { trim } from '../../src/chat/ledger/trim.js';
import { nowhere } from '../../src/chat/line/nowhere.js';
import { rowOfDraft } from '../../src/chat/posts.js';
import type { ConversationRow, MessageRow } from '../../src/chat/rows.js';
import { MemoryStore } from '../../src/chat/store/memory.js';
import { Vault } from '../../src/chat/vault.js';
import type { Entry, Message } from '../../src/index.js';

const ME = 'ana';
const BOB = 'u:bob';
let store: MemoryStore;

beforeEach(() => {
  store = new MemoryStore();
});

const act = (body: (batch: Batch) => Promise<void>): Promise<StoreChange[]> => change(store, body);
/** The first login of a new device, to which the server has nothing newer than `head` to tell. */
const begin = (head: number): Promise<StoreChange[]> =>
  act((batch) => resume(batch, { cursor: head, head, order: head, cut: false }));
const apply = (...entries: Entry[]): Promise<StoreChange[]> =>
  act(async (batch) => {
    for (const entry of entries) await applyEntry(batch, entry, ME);
  });

function rows(): Promise<MessageRow[]> {
  return store.run('readonly', ['messages'], (tx) => tx.all('messages', { from: [BOB, 0], to: [BOB, Infinity] }));
}

async function conversation(): Promise<ConversationRow> {
  return (await store.run('readonly', ['conversations'], (tx) => tx.get('conversations', BOB))) as ConversationRow;
}

/** What the interface shows of the conversation, without asking the server. */
async function shown(): Promise<{ texts: string[]; more: boolean }> {
  const vault = new Vault({ committed: () => {}, failed: () => {}, seed: () => ({ cursor: 0 }) as never });
  vault.open(store);
  const history = new History(vault, () => nowhere, (row) => row as never);
  const { messages, more } = await history.page(BOB, { limit: 100 });
  return { texts: (messages as unknown as MessageRow[]).map((row) => row.content?.text ?? ''), more };
}

const from = (name: string, order: number, more: Partial<Message> = {}): Message & { seq: number } => ({
  t: 'message',
  seq: order,
  from: name,
  to: name === ME ? 'bob' : ME,
  mid: 1000 + order,
  order,
  ts: 10 * order,
  flags: 3,
  content: { text: `${order}` },
  ...more,
});

const page = (orders: number[], more: boolean) => ({
  t: 'history' as const,
  messages: orders.map((order) => from('bob', order)),
  more,
});

describe('entries of the inbox', () => {
  it('make messages, unread until they are seen on another device', async () => {
    const changes = await apply(from('bob', 5), from('bob', 7), from(ME, 8));
    expect(changes.map(({ t }) => t)).toEqual(['message', 'message', 'message', 'conversation']);
    expect(await conversation()).toMatchObject({ unreadHere: 2, last: { order: 8 }, activity: 80 });
    await apply({ t: 'seen', seq: 9, peer: 'bob', orders: [5, 7] });
    expect((await conversation()).unreadHere).toBe(0);
  });

  it('C3: count only those who are left of the recipients', async () => {
    const mine = { t: 'message', seq: 5, from: ME, gid: 7, mid: 1005, order: 5, ts: 50, flags: 3, status: 1 } as Entry;
    const status = (seq: number, value: number, read: number, of?: number): Entry => ({
      t: 'status', seq, gid: 7, order: 5, mid: 1005, status: value, delivered: read, read, ...(of !== undefined && { of }),
    });
    const counts = async (): Promise<MessageRow | undefined> =>
      (await store.run('readonly', ['messages'], (tx) => tx.all('messages', {})))[0];
    await apply(mine, status(6, 1, 2, 3));
    expect(await counts()).toMatchObject({ status: 1, read: 2, of: 3 });
    await apply(status(7, 1, 1, 2));
    expect(await counts()).toMatchObject({ status: 1, read: 1, of: 2 });
    await apply(status(8, 3, 1, 1));
    expect(await counts()).toMatchObject({ status: 3, read: 1, of: 1 });
    await apply(status(9, 3, 0));
    expect(await counts()).toMatchObject({ status: 3, read: 0, of: 0 });
  });

  it('change a message in place, and its status only forwards', async () => {
    await apply(from(ME, 5));
    const status = (seq: number, value: number): Entry => ({
      t: 'status', seq, peer: 'bob', order: 5, mid: 1005, status: value, by: [{ address: 'bob', uid: 2, status: value, ts: seq }],
      delivered: 1, read: value === 3 ? 1 : 0, of: 1,
    });
    await apply(status(6, 3));
    await apply(status(7, 2));
    expect((await rows())[0]).toMatchObject({ status: 3, deliveredAt: 6, readAt: 6, read: 1 });
  });

  it('leave tombstones of what is taken back, and nothing of what is deleted', async () => {
    await apply(from('bob', 5), from('bob', 6), from('bob', 7));
    await apply({ t: 'retracted', seq: 8, from: 'bob', peer: 'bob', orders: [6], how: 'both' });
    await apply({ t: 'retracted', seq: 9, peer: 'bob', orders: [7], how: 'delete' });
    const [five, six, ...others] = await rows();
    expect(five).toMatchObject({ content: { text: '5' } });
    expect(six).toMatchObject({ state: 3 });
    expect(six).not.toHaveProperty('content');
    expect(others).toEqual([]);
    expect(await conversation()).toMatchObject({ unreadHere: 1, last: { order: 6 } });
  });

  it('clear a conversation, and what is not sent yet stays', async () => {
    await apply(from('bob', 5));
    await act(async (batch) => void (await post(batch, rowOfDraft(BOB, { text: 'mine' }, ME, 1), {})));
    await apply({ t: 'retracted', seq: 6, peer: 'bob', upTo: 5, how: 'clear' });
    expect((await rows()).map((row) => row.content?.text)).toEqual(['mine']);
  });
});

describe('an unsent message', () => {
  const send = async (): Promise<MessageRow> => {
    await act(async (batch) => void (await post(batch, rowOfDraft(BOB, { text: 'mine', mid: 77 }, ME, 1), {})));
    return (await rows()).at(-1) as MessageRow;
  };

  it('stands behind all others until the server gives it its place', async () => {
    const mine = await send();
    await apply(from('bob', 5));
    expect((await rows()).map((row) => row.content?.text)).toEqual(['5', 'mine']);
    await act((batch) => accept(batch, mine, { order: 3, ts: 30, status: 1 }));
    expect((await rows()).map((row) => row.content?.text)).toEqual(['mine', '5']);
    expect((await conversation()).last?.order).toBe(5);
  });

  it('is known again when an entry tells of it before its answer comes', async () => {
    const mine = await send();
    await apply({ t: 'status', seq: 9, peer: 'bob', order: 4, mid: 77, status: 2, by: [], delivered: 1, read: 0, of: 1 });
    expect(await rows()).toMatchObject([{ order: 4, mid: 77, status: 2 }]);
    await act((batch) => accept(batch, mine, { order: 4, ts: 40, status: 1 }));
    expect(await rows()).toMatchObject([{ order: 4, ts: 40, status: 2 }]);
  });

  it('that is refused stays where it was written, and goes to the end when it is sent again', async () => {
    await apply(from('bob', 5));
    const mine = await send();
    await act((batch) => refuse(batch, mine, 0x83, 'no such user'));
    await apply(from('bob', 6));
    expect((await rows()).map((row) => row.content?.text)).toEqual(['5', 'mine', '6']);
    await act(async (batch) => void (await repost(batch, (await batch.pending(BOB, 77)) as MessageRow)));
    const again = (await rows()).at(-1);
    expect(again).toMatchObject({ mid: 77, status: 0 });
    expect(again).not.toHaveProperty('problem');
  });
});

describe('H5: the name that an application gives a message', () => {
  const labels = async (): Promise<(string | undefined)[]> => (await rows()).map(({ label }) => label);

  it('goes to the server with it', () => {
    const row = rowOfDraft(BOB, { text: 'hi', label: '0.25' }, ME, 1);
    expect(frameOf(row)).toMatchObject({ to: 'bob', label: '0.25' });
    expect(frameOf(rowOfDraft(BOB, { text: 'hi' }, ME, 1))).not.toHaveProperty('label');
  });

  it('comes back with the message to another device, by the inbox and by the history', async () => {
    await apply(from(ME, 8, { label: '4711' }));
    await act((batch) => storePage(batch, BOB, { ...page([], false), messages: [from(ME, 3, { label: '12' })] }, 8, 8, [], ME));
    expect(await labels()).toEqual(['12', '4711']);
  });

  it('comes to a message that is here without it', async () => {
    await apply(from(ME, 3), from(ME, 8));
    await act((batch) => storePage(batch, BOB, { ...page([], false), messages: [from(ME, 3, { label: '12' })] }, 8, 8, [], ME));
    const changes = await apply({ t: 'status', seq: 9, peer: 'bob', order: 8, mid: 1008, status: 2, delivered: 1, read: 0, of: 1, label: '4711' });
    expect(await labels()).toEqual(['12', '4711']);
    expect(changes[0]).toMatchObject({ t: 'status', row: { label: '4711', status: 2 } });
  });
});

describe('a page of the history', () => {
  it('does not bring back what was taken back while it was on its way', async () => {
    await begin(100);
    const meanwhile: Entry[] = [
      { t: 'retracted', seq: 101, peer: 'bob', orders: [7], how: 'delete' },
      { t: 'edited', seq: 102, from: 'bob', peer: 'bob', order: 6, mid: 1006, content: { text: 'new' }, edited: 5 },
    ];
    await act((batch) => storePage(batch, BOB, page([7, 6, 5], false), 101, 100, meanwhile, ME));
    expect(await shown()).toEqual({ texts: ['5', 'new'], more: false });
  });

  it('is shown only together with what lies between it and the present', async () => {
    await begin(100);
    await apply(from('bob', 101));
    await act((batch) => storePage(batch, BOB, page([20, 10], true), 50, 100, [], ME));
    expect(await shown()).toEqual({ texts: ['101'], more: true });
    await act((batch) => storePage(batch, BOB, page([60, 55], true), 101, 100, [], ME));
    expect(await shown()).toEqual({ texts: ['55', '60', '101'], more: true });
    await act((batch) => storePage(batch, BOB, page([52], true), 55, 100, [], ME));
    await act((batch) => storePage(batch, BOB, page([51, 50], true), 52, 100, [], ME));
    expect(await shown()).toEqual({ texts: ['10', '20', '50', '51', '52', '55', '60', '101'], more: true });
  });

  it('is not joined to what the inbox has not brought yet', async () => {
    await begin(10);
    await act((batch) => resume(batch, { cursor: 10, head: 90, order: 90, cut: false }));
    await apply(from('bob', 15));
    await act(async (batch) => batch.setKey('cursor', 15));
    await act((batch) => storeSummaries(batch, [{ peer: 'bob', unread: 9, last: from('bob', 80) }], 15, [], ME));
    expect(await shown()).toEqual({ texts: ['80'], more: true });
    await apply(from('bob', 30), from('bob', 80));
    await act(async (batch) => batch.setKey('cursor', 90));
    expect(await shown()).toEqual({ texts: ['15', '30', '80'], more: true });
  });

  it('is asked for by a new device also where its inbox began: what other devices sent before is only there', async () => {
    await act((batch) => resume(batch, { cursor: 10, head: 60, order: 85, cut: false }));
    await apply(from('bob', 15), from('bob', 50));
    await act((batch) => storeSummaries(batch, [{ peer: 'bob', unread: 0, last: from(ME, 80) }], 85, [], ME));
    await apply(from('bob', 91));
    await act(async (batch) => batch.setKey('cursor', 91));
    expect(await shown()).toEqual({ texts: ['80', '91'], more: true });
    const withOwn = { ...page([], true), messages: [from(ME, 70), from('bob', 50)] };
    await act((batch) => storePage(batch, BOB, withOwn, 80, 91, [], ME));
    expect(await shown()).toEqual({ texts: ['50', '70', '80', '91'], more: true });
  });

  it('closes the gap that a cut inbox has left', async () => {
    await begin(0);
    await apply(from('bob', 5));
    await act(async (batch) => batch.setKey('cursor', 5));
    await act((batch) => resume(batch, { cursor: 90, head: 90, order: 90, cut: true }));
    await apply(from('bob', 95));
    expect(await shown()).toEqual({ texts: ['95'], more: true });
    await act((batch) => storePage(batch, BOB, page([50, 5], true), 91, 90, [], ME));
    expect(await shown()).toEqual({ texts: ['5', '50', '95'], more: true });
  });

  it('takes unread messages from those that only the server had', async () => {
    await begin(100);
    const summary = { peer: 'bob', unread: 3, last: from('bob', 30) };
    await act((batch) => storeSummaries(batch, [summary], 100, [], ME));
    expect(await conversation()).toMatchObject({ unreadHere: 1, unreadThere: 2 });
    await act((batch) => storePage(batch, BOB, page([20, 10], false), 30, 100, [], ME));
    expect(await conversation()).toMatchObject({ unreadHere: 3, unreadThere: 0 });
  });
});

describe('a store in memory', () => {
  it('keeps the newest messages when it is trimmed, and shows no gap', async () => {
    await begin(0);
    await apply(...Array.from({ length: 30 }, (_, n) => from('bob', n + 1)));
    await act((batch) => trim(batch, 10));
    const { texts, more } = await shown();
    expect(texts).toEqual(['21', '22', '23', '24', '25', '26', '27', '28', '29', '30']);
    expect(more).toBe(true);
    expect(await conversation()).toMatchObject({ unreadHere: 10, unreadThere: 20 });
  });

  it('undoes a transaction that fails', async () => {
    await apply(from('bob', 5));
    const failing = act(async (batch) => {
      await applyEntry(batch, from('bob', 6), ME);
      batch.tx.delete('messages', {});
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await rows()).map((row) => row.order)).toEqual([5]);
  });
});

describe('H3: the count of unread messages, from the list of the server and from the messages as they come', () => {
  /** Older unread messages that only the server has, and those that come. */
  const OLDER = [11, 12];
  const COMING = [21, 22, 23];
  type Step = 'list' | 'page' | number;

  /** All orders in which the list, a page of the history and the messages can come; messages keep theirs. */
  const orders: Step[][] = COMING.concat(0).flatMap((_, list) =>
    COMING.concat(0, 0).map((_, page) => {
      const steps: Step[] = [...COMING];
      steps.splice(list, 0, 'list');
      steps.splice(page, 0, 'page');
      return steps;
    }),
  );
  const cases = orders.flatMap((steps) =>
    [0, 1, 2, 3].flatMap((listed) => [0, 1, 2, 3].map((paged) => ({ steps, listed, paged, name: steps.join(' ') }))),
  );

  it.each(cases)('$name, where the list was made after $listed of them, and the page after $paged', async ({ steps, listed, paged }) => {
    await begin(20);
    const onServer = (come: number): number[] => [...OLDER, ...COMING.slice(0, come)];
    let hasList = false;
    let come = 0;
    for (const step of steps) {
      if (step === 'list') {
        const all = onServer(listed);
        const summary = { peer: 'bob', unread: all.length, last: from('bob', all.at(-1) as number) };
        await act((batch) => storeSummaries(batch, [summary], 20, [], ME));
        hasList = true;
      } else if (step === 'page') {
        const all = onServer(paged).reverse();
        await act((batch) => storePage(batch, BOB, page(all, false), undefined, 20, [], ME));
      } else {
        await apply(from('bob', step));
        come++;
      }
      const { unreadHere, unreadThere } = await conversation();
      const most = onServer(Math.max(come, listed, paged)).length;
      expect(unreadHere + unreadThere, `not one too many after ${step}`).toBeLessThanOrEqual(most);
    }
    expect(hasList).toBe(true);
    expect(await conversation()).toMatchObject({ unreadHere: 5, unreadThere: 0 });
  });

  it.each([0, 1, 2, 3, 4])('counts those that wait on the server only once while the inbox catches up, list before message %i', async (at) => {
    await begin(0);
    const waiting = [1, 2, 3, 4, 5];
    for (const [n, order] of waiting.entries()) {
      if (n === at) await act((batch) => storeSummaries(batch, [{ peer: 'bob', unread: 5, last: from('bob', 5) }], 0, [], ME));
      if (n >= at) expect((await conversation()).unreadHere + (await conversation()).unreadThere, 'steady').toBe(5);
      await apply(from('bob', order));
    }
    expect(await conversation()).toMatchObject({ unreadHere: 5, unreadThere: 0 });
  });

  it('does not count what was read here while the list was on its way', async () => {
    await begin(0);
    await apply(from('bob', 1), from('bob', 2));
    await act(async (batch) => markRead(batch, (await batch.message(BOB, 1)) as MessageRow));
    const meanwhile: Entry[] = [{ t: 'seen', seq: 0, peer: 'bob', orders: [1] }];
    await act((batch) => storeSummaries(batch, [{ peer: 'bob', unread: 2, last: from('bob', 2) }], 0, meanwhile, ME));
    expect(await conversation()).toMatchObject({ unreadHere: 1, unreadThere: 0 });
  });

  it('does not count what was read here and the server has not heard of', async () => {
    await begin(0);
    await apply(from('bob', 1), from('bob', 2));
    await act(async (batch) => {
      await markRead(batch, (await batch.message(BOB, 1)) as MessageRow);
      await batch.alter(BOB, { readOrders: [1] });
    });
    await act((batch) => storeSummaries(batch, [{ peer: 'bob', unread: 2, last: from('bob', 2) }], 0, [], ME));
    expect(await conversation()).toMatchObject({ unreadHere: 1, unreadThere: 0 });
    await act((batch) => batch.alter(BOB, { readOrders: [], readUpTo: 2 }));
    await act((batch) => storeSummaries(batch, [{ peer: 'bob', unread: 2, last: from('bob', 2) }], 0, [], ME));
    expect((await conversation()).unreadThere).toBe(0);
  });
});
