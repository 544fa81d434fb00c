import type { EditedEntry, Entry, Message, RetractedEntry, SeenEntry, StatusEntry } from '../../wire/frames.js';
import type { ChangeByOthers } from '../options.js';
import { keyOf, rowOf, type ConversationKey, type MessageRow } from '../rows.js';
import { countedUpTo, type Batch } from './batch.js';
import { accept, refuse } from './sends.js';
import { named } from './successors.js';

const WIPED = 1;
const RECALLED = 2;
const FAIL = 0x80;

/** Whether what its sender does to a message counts on this device. */
type Allows = (row: MessageRow, how: ChangeByOthers) => boolean;

/**
 * Applies an entry of the inbox.
 *
 * @param again it was applied before, and is applied to a page of the history that was already on its way then
 */
export async function applyEntry(batch: Batch, told: Entry, me: string, again = false, allows: Allows = () => true): Promise<void> {
  const entry = await named(batch, told, me);
  switch (entry.t) {
    case 'message':
      return again ? Promise.resolve() : message(batch, entry, me);
    case 'status':
      return status(batch, entry, again);
    case 'edited':
      return edited(batch, entry, again, allows);
    case 'retracted':
      return retracted(batch, entry, allows);
    case 'seen':
      return seen(batch, entry, again);
  }
}

async function message(batch: Batch, frame: Message, me: string): Promise<void> {
  const row = rowOf(frame, me);
  const known = await batch.message(row.conv, row.order);
  if (known !== undefined) {
    // a page of the history was faster
    if (known.own === undefined) batch.changes.push({ t: 'message', row: known });
    return;
  }
  const waiting = row.own === undefined ? undefined : await batch.pending(row.conv, row.mid);
  if (waiting !== undefined) return accept(batch, waiting, { order: row.order, ts: row.ts, status: row.status });
  await batch.add(row);
  batch.changes.push({ t: 'message', row });
}

async function status(batch: Batch, entry: StatusEntry, again: boolean): Promise<void> {
  const conv = keyOf(entry);
  const { order } = entry;
  let before = order === undefined ? undefined : await batch.message(conv, order);
  if (before === undefined) {
    const waiting = await batch.pending(conv, entry.mid);
    if (waiting === undefined) return;
    if (order === undefined) return refuse(batch, waiting, entry.status ?? FAIL, 'It could not be sent at its time.');
    await accept(batch, waiting, { order, status: 1 });
    before = (await batch.message(conv, order)) as MessageRow;
  }
  const { by = [] } = entry;
  const row: MessageRow = { ...before, status: Math.max(before.status, entry.status ?? 0) };
  const of = entry.of ?? 0;
  // a recipient who has left is not counted any more, among those who have read it neither
  const left = of < (before.of ?? 0);
  row.delivered = left ? entry.delivered : Math.max(before.delivered ?? 0, entry.delivered);
  row.read = left ? entry.read : Math.max(before.read ?? 0, entry.read);
  row.of = of;
  if (entry.label !== undefined) row.label ??= entry.label;
  if (entry.gid === undefined) noteTimes(row, by);
  const after = await batch.replace(before, row);
  if (!again) batch.changes.push({ t: 'status', row: after, by });
}

function noteTimes(row: MessageRow, by: NonNullable<StatusEntry['by']>): void {
  for (const receipt of by) {
    if (receipt.status === 2) row.deliveredAt ??= receipt.ts;
    if (receipt.status === 3) {
      row.deliveredAt ??= receipt.ts;
      row.readAt ??= receipt.ts;
    }
  }
}

async function edited(batch: Batch, entry: EditedEntry, again: boolean, allows: Allows): Promise<void> {
  const before = await batch.message(keyOf(entry), entry.order);
  if (before === undefined || (before.edited ?? 0) >= entry.edited) return;
  if (before.own === undefined && !allows(before, 'edit')) return;
  const row: MessageRow = { ...before, edited: entry.edited };
  if (entry.content !== undefined) row.content = entry.content;
  const after = await batch.replace(before, row);
  if (sameContent(before, after)) batch.changes.push({ t: 'row', row: after });
  else if (!again) batch.changes.push({ t: 'changed', row: after, what: 'edited' });
}

function sameContent(a: MessageRow, b: MessageRow): boolean {
  const members = ({ content = {} }: MessageRow): string => JSON.stringify(Object.entries(content).sort(([x], [y]) => (x < y ? -1 : 1)));
  return members(a) === members(b);
}

function retracted(batch: Batch, entry: RetractedEntry, allows: Allows): Promise<void> {
  const conv = keyOf(entry);
  switch (entry.how) {
    case 'clear':
      return clear(batch, conv, entry.upTo ?? 0);
    case 'delete':
    case 'age':
      return removeAll(batch, conv, entry.orders ?? []);
    case 'recall':
    case 'wipe':
    case 'both':
      return takeBack(batch, conv, entry.orders ?? [], entry.how, allows);
  }
}

/** Leaves tombstones: a recalled message has no content at its recipients, a wiped one nowhere. */
export async function takeBack(
  batch: Batch,
  conv: ConversationKey,
  orders: readonly number[],
  how: Exclude<ChangeByOthers, 'edit'>,
  allows: Allows = () => true,
): Promise<void> {
  const bits = how === 'recall' ? RECALLED : how === 'wipe' ? WIPED : WIPED | RECALLED;
  for (const order of orders) {
    const before = await batch.message(conv, order);
    const state = (before?.state ?? 0) | bits;
    if (before === undefined || state === before.state) continue;
    if (before.own === undefined && !allows(before, how)) continue;
    const row: MessageRow = { ...before, state };
    delete row.unread;
    if (how !== 'recall' || before.own === undefined) delete row.content;
    batch.changes.push({ t: 'changed', row: await batch.replace(before, row), what: 'retracted' });
  }
}

export async function removeAll(batch: Batch, conv: ConversationKey, orders: readonly number[]): Promise<void> {
  for (const order of orders) {
    const row = await batch.message(conv, order);
    if (row === undefined) continue;
    await batch.remove(row);
    batch.changes.push({ t: 'changed', row, what: 'removed' });
  }
}

export async function clear(batch: Batch, conv: ConversationKey, upTo: number): Promise<void> {
  batch.tx.delete('messages', { from: [conv, 0], to: [conv, upTo] });
  const unread = await batch.tx.byIndex('messages', 'unread', { from: [conv, 0], to: [conv, Infinity] });
  await batch.alter(conv, { unreadHere: unread.length, unreadThere: 0 });
  await batch.findLast(conv);
  batch.changes.push({ t: 'cleared', conv, upTo });
}

async function seen(batch: Batch, entry: SeenEntry, again: boolean): Promise<void> {
  const conv = keyOf(entry);
  const counted = countedUpTo(await batch.conversation(conv));
  let elsewhere = 0;
  for (const order of entry.orders ?? []) {
    const row = await batch.message(conv, order);
    if (row !== undefined) await markRead(batch, row);
    else if (order <= counted) elsewhere++;
  }
  const { unreadThere } = await batch.conversation(conv);
  if (!again && elsewhere > 0 && unreadThere > 0) {
    await batch.alter(conv, { unreadThere: Math.max(0, unreadThere - elsewhere) });
  }
}

export async function markRead(batch: Batch, before: MessageRow): Promise<void> {
  if (before.unread === undefined) return;
  const row = { ...before };
  delete row.unread;
  batch.changes.push({ t: 'row', row: await batch.replace(before, row) });
}
