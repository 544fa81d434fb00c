import type { Answers, ConversationSummary, Entry, Message, Welcome } from '../../wire/frames.js';
import { merged, type Span } from '../coverage.js';
import { keyOf, LOCAL_ORDER, rowOf, type ConversationKey, type ConversationRow, type MessageRow } from '../rows.js';
import type { Batch } from './batch.js';
import { applyEntry } from './entries.js';
import { accept } from './sends.js';
import { named } from './successors.js';

/** Where the server says that this device stands. */
export type Place = Pick<Welcome, 'cursor' | 'head' | 'order' | 'cut'>;

/** What the inbox has brought, as ranges of orders that hold for every conversation. */
export async function inboxSpans(batch: Batch): Promise<Span[]> {
  return (await batch.key<Span[]>('spans')) ?? [];
}

/**
 * All that is here of a conversation without a gap.
 *
 * @param upTo how far the inbox has come: the cursor while it still catches up, or else without end
 */
export function spansOf(inbox: readonly Span[], conversation: ConversationRow, upTo: number): Span[] {
  const come = inbox.map(([low, high]): Span => [low, Math.min(high, upTo)]);
  return merged([...come, ...conversation.loaded]);
}

/**
 * A login: the inbox goes on after `cursor`. With `cut` what lay between that and the last cursor is lost. A device
 * that is new, or was cut, is told by the inbox of everything above `order`; up to there it has what pages bring.
 */
export async function resume(batch: Batch, { cursor, head, order, cut }: Place): Promise<void> {
  batch.setKey('head', head);
  const before = await batch.key<number>('cursor');
  if (before !== undefined && !cut) return;
  batch.setKey('cursor', cursor);
  const closed = (await inboxSpans(batch)).map(([low, high]): Span => [low, Math.min(high, before ?? 0)]);
  batch.setKey('spans', merged([...closed, [order + 1, Infinity]]));
}

/** The server is not the one whose history this is, or has lost it: only what waits to be sent stays, and drafts. */
export async function reset(batch: Batch): Promise<void> {
  const outbox = await batch.tx.all('outbox');
  const unsent = await Promise.all(outbox.map((item) => batch.message(item.conv, item.place)));
  const conversations = await batch.tx.all('conversations');
  batch.tx.delete('messages', {});
  batch.tx.delete('keys', 'spans');
  batch.tx.delete('keys', 'cursor');
  batch.tx.delete('keys', 'listed');
  batch.changes.push({ t: 'reset' });
  for (const { key } of conversations) {
    const gone = { readUpTo: undefined, readOrders: undefined, deleteOrders: undefined, clearUpTo: undefined, cut: undefined };
    await batch.alter(key, { ...gone, last: undefined, activity: 0, unreadHere: 0, unreadThere: 0, counted: undefined, loaded: [] });
  }
  for (const row of unsent) if (row !== undefined) await batch.add(row);
}

/**
 * A page of the history, newest first.
 *
 * @param from the order before which was asked; absent: the newest
 * @param known the newest order that the server had when it was asked, at least
 * @param meanwhile entries that came while the page was on its way, which may be older than they are
 */
export async function storePage(
  batch: Batch,
  conv: ConversationKey,
  page: Answers['history'],
  from: number | undefined,
  known: number,
  meanwhile: readonly Entry[],
  me: string,
): Promise<void> {
  for (const message of page.messages) await merge(batch, message, me);
  const newest = page.messages[0]?.order ?? 0;
  const oldest = page.messages.at(-1)?.order;
  const low = !page.more || oldest === undefined ? 0 : oldest;
  const high = from === undefined || from >= LOCAL_ORDER ? Math.max(newest, known) : from;
  const { loaded } = await batch.conversation(conv);
  await batch.alter(conv, { loaded: merged([...loaded, [low, high]]), ...(page.cut === true && { cut: true }) });
  await replay(batch, meanwhile, me);
}

/**
 * A page of the list of conversations.
 *
 * @param known as in `storePage`
 */
export async function storeSummaries(
  batch: Batch,
  summaries: readonly ConversationSummary[],
  known: number,
  meanwhile: readonly Entry[],
  me: string,
): Promise<void> {
  for (const told of summaries) {
    const summary = await named(batch, told, me);
    const key = keyOf(summary);
    await merge(batch, summary.last, me);
    const order = summary.last.order ?? 0;
    const { loaded } = await batch.conversation(key);
    await batch.alter(key, { loaded: merged([...loaded, [order, Math.max(order, known)]]) });
    const read = meanwhile.flatMap((entry) => (entry.t === 'seen' && entry.seq === 0 && keyOf(entry) === key ? (entry.orders ?? []) : []));
    await batch.count(key, summary.unread, order, read);
  }
  await replay(batch, meanwhile, me);
}

async function replay(batch: Batch, meanwhile: readonly Entry[], me: string): Promise<void> {
  for (const entry of meanwhile) await applyEntry(batch, entry, me, true);
}

/** A message as the server told it when asked; what is known here may be newer in every part. */
async function merge(batch: Batch, told: Message, me: string): Promise<void> {
  const row = rowOf(await named(batch, told, me), me);
  const known = await batch.message(row.conv, row.order);
  if (known !== undefined) return mergeKnown(batch, known, row);
  const waiting = row.own === undefined ? undefined : await batch.pending(row.conv, row.mid);
  if (waiting !== undefined) return accept(batch, waiting, { order: row.order, ts: row.ts, status: row.status });
  await batch.add(row);
}

async function mergeKnown(batch: Batch, known: MessageRow, row: MessageRow): Promise<void> {
  const after: MessageRow = { ...known, status: Math.max(known.status, row.status) };
  if (row.unread === undefined) delete after.unread;
  if (row.label !== undefined) after.label ??= row.label;
  const edited = (row.edited ?? 0) > (known.edited ?? 0);
  const state = (known.state ?? 0) | (row.state ?? 0);
  if (edited && row.edited !== undefined) after.edited = row.edited;
  if (state !== 0) after.state = state;
  if ((edited && row.content !== undefined) || (known.state ?? 0) === 0) {
    if (row.content === undefined) delete after.content;
    else if (edited || (row.edited ?? 0) === (known.edited ?? 0)) after.content = row.content;
  }
  const same =
    after.status === known.status && after.unread === known.unread && !edited && after.label === known.label && (known.state ?? 0) === state;
  if (same) return;
  batch.changes.push({ t: 'row', row: await batch.replace(known, after) });
}
