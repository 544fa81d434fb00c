import { beforeEach, describe, expect, it } from 'vitest';
import type { StoreChange } from '../../src/chat/changes.js';
import { change, type Batch } from '../../src/chat/ledger/batch.js';
import { applyEntry } from '../../src/chat/ledger/entries.js';
import { storePage, storeSummaries } from '../../src/chat/ledger/pages.js';
import { frameOf, post } from '../../src/chat/ledger/sends.js';
import { succeed } from '../../src/chat/ledger/successors.js';
import { rowOfDraft } from '../../src/chat/posts.js';
import type { ConversationKey, ConversationRow, MessageRow } from '../../src/chat/rows.js';
import { MemoryStore } from '../../src/chat/store/memory.js';
import type { Entry, Message } from '../../src/index.js';

const ME = 'ana';
const MINE = 1;
const BEFORE = 10;
const NOW = 20;
const BOB: ConversationKey = 'u:bob';
const GONE: ConversationKey = `u:#${BEFORE}`;
let store: MemoryStore;

const act = (body: (batch: Batch) => Promise<void>): Promise<StoreChange[]> => change(store, body);
const apply = (...entries: object[]): Promise<StoreChange[]> =>
  act(async (batch) => {
    for (const entry of entries) await applyEntry(batch, entry as Entry, ME);
  });
const texts = async (conv: ConversationKey): Promise<(string | undefined)[]> =>
  (await store.run('readonly', ['messages'], (tx) => tx.all('messages', { from: [conv, 0], to: [conv, Infinity] }))).map(({ content }) => content?.text);
const conversation = async (conv: ConversationKey): Promise<ConversationRow | undefined> =>
  store.run('readonly', ['conversations'], (tx) => tx.get('conversations', conv));

const message = (order: number, text: string, uid: number, own = false): Message & { seq: number } =>
  ({
    t: 'message', seq: order, mid: 1000 + order, order, ts: order, flags: 3, content: { text },
    ...(own ? { from: ME, fromUid: MINE, to: 'bob', toUid: uid } : { from: 'bob', fromUid: uid, to: ME, toUid: MINE }),
  }) as never;
const page = (...messages: Message[]) => ({ t: 'history' as const, messages, more: false });
const summary = (last: Message, unread: number, uid: number) => ({ peer: 'bob', peerUid: uid, unread, last });

beforeEach(async () => {
  store = new MemoryStore();
  await apply(message(1, 'from the one before', BEFORE), message(2, 'to the one before', BEFORE, true));
  await act(async (batch) => void (await post(batch, rowOfDraft(BOB, { text: 'not sent yet', mid: 77 }, ME, 3, BEFORE), {})));
  await act((batch) => batch.alter(BOB, { draft: 'half a', marks: { muted: true } }));
});

/** Everything that tells of the user who has the address now. */
const NEWS: [string, () => Promise<StoreChange[]>][] = [
  ['a message of that one', () => apply(message(5, 'new', NOW))],
  ['a message to that one, of another device', () => apply(message(5, 'new', NOW, true))],
  ['a status', () => apply({ t: 'status', seq: 5, peer: 'bob', peerUid: NOW, order: 5, mid: 9, delivered: 1, read: 0, of: 1 })],
  ['an edit', () => apply({ t: 'edited', seq: 5, from: 'bob', fromUid: NOW, peer: 'bob', peerUid: NOW, order: 5, mid: 9, edited: 6, content: {} })],
  ['a retraction', () => apply({ t: 'retracted', seq: 5, from: 'bob', peer: 'bob', peerUid: NOW, orders: [5], how: 'both' })],
  ['what was seen', () => apply({ t: 'seen', seq: 5, peer: 'bob', peerUid: NOW, orders: [5] })],
  ['a page of the history', () => act((batch) => storePage(batch, BOB, page(message(5, 'new', NOW)), undefined, 5, [], ME))],
  ['the list of conversations', () => act((batch) => storeSummaries(batch, [summary(message(5, 'new', NOW), 1, NOW)], 5, [], ME))],
  ['a profile', () => act((batch) => succeed(batch, 'bob', BEFORE, NOW))],
];

describe('B2: when an address belongs to another user', () => {
  it.each(NEWS)('%s finds nothing of the one before, whose history goes on under a name of its own', async (_, news) => {
    const changes = await news();
    expect((await texts(BOB)).filter((text) => text !== 'new')).toEqual([]);
    expect(await texts(GONE)).toEqual(['from the one before', 'to the one before', 'not sent yet']);
    expect(await conversation(GONE)).toMatchObject({ uid: BEFORE, draft: 'half a', marks: { muted: true }, unreadHere: 1 });
    const now = await conversation(BOB);
    expect(now).toMatchObject({ uid: NOW });
    for (const member of ['draft', 'marks']) expect(now).not.toHaveProperty(member);
    expect(changes).toContainEqual({ t: 'cleared', conv: BOB, upTo: Infinity });
  });

  it.each(NEWS)('%s lets nothing leave that was written for the one before', async (_, news) => {
    const changes = await news();
    expect(await store.run('readonly', ['outbox'], (tx) => tx.all('outbox'))).toEqual([]);
    const settled = changes.filter((change) => change.t === 'status' && change.row.mid === 77);
    expect(settled).toMatchObject([{ row: { conv: BOB, status: 0x83, problem: 'the address belongs to another user now' } }]);
  });

  it('news of the one before still belong to that one', async () => {
    await apply(message(5, 'new', NOW));
    await apply(message(6, 'late', BEFORE), { t: 'edited', seq: 7, from: 'bob', peer: 'bob', peerUid: BEFORE, order: 1, mid: 1001, edited: 7, content: { text: 'edited' } });
    expect(await texts(BOB)).toEqual(['new']);
    expect(await texts(GONE)).toEqual(['edited', 'to the one before', 'late', 'not sent yet']);
    const rows = await store.run('readonly', ['messages'], (tx) => tx.all('messages', { from: [GONE, 0], to: [GONE, Infinity] }));
    expect(new Set(rows.filter(({ own }) => own === undefined).map(({ from }) => from))).toEqual(new Set([`#${BEFORE}`]));
  });

  it('is the same user where the number is the same, or not told', async () => {
    await apply(message(5, 'again', BEFORE), { ...message(6, 'and again', 0), fromUid: undefined });
    expect(await texts(BOB)).toEqual(['from the one before', 'to the one before', 'again', 'and again', 'not sent yet']);
    expect(await conversation(GONE)).toBeUndefined();
  });

  it('is known by the profile in a store that has no number in the conversation', async () => {
    store = new MemoryStore();
    await apply({ ...message(1, 'old', 0), fromUid: undefined });
    await store.run('readwrite', ['people'], async (tx) => tx.put('people', { address: 'bob', profile: { address: 'bob', uid: BEFORE, name: null, image: null, fields: null } }));
    await apply(message(5, 'new', NOW));
    expect([await texts(BOB), await texts(GONE)]).toEqual([['new'], ['old']]);
  });

  it('a message says for whom it was written', async () => {
    const rows = await store.run('readonly', ['messages'], (tx) => tx.byIndex('messages', 'mid', { from: 77, to: 77 }));
    expect(frameOf(rows[0] as MessageRow)).toMatchObject({ to: 'bob', toUid: BEFORE });
  });
});
