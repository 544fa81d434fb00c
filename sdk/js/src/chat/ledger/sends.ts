import { defined } from '../../wire/defined.js';
import type { Send } from '../../wire/frames.js';
import { destinationOf, fileKey, LOCAL_ORDER, type FileRow, type MessageRow, type OutboxRow } from '../rows.js';
import type { Batch } from './batch.js';

/** Refused messages get places between two orders; more than so many behind one order stay at the end. */
const PLACES = 1024;

/** A message of this device, from now on in the outbox. `again`: it was told of before, but not stored. */
export async function post(
  batch: Batch,
  row: MessageRow,
  extra: { when?: number; file?: FileRow; again?: boolean },
): Promise<OutboxRow> {
  const placed: MessageRow = { ...row, rev: row.rev + 1, order: await placeAtEnd(batch) };
  await batch.add(placed);
  batch.changes.push(extra.again === true ? { t: 'status', row: placed, by: [] } : { t: 'message', row: placed });
  if (extra.file !== undefined) batch.tx.put('files', extra.file);
  return inOutbox(batch, placed, { ...(extra.when !== undefined && { when: extra.when }), ...(extra.file && { file: true }) });
}

/** A message that is sent to nobody: it stands behind the newest one of its time. */
export async function keep(batch: Batch, row: MessageRow, again = false): Promise<void> {
  const order = await placeOfRefused(batch, { ...row, order: await placeAtEnd(batch) });
  const placed: MessageRow = { ...row, rev: row.rev + 1, order };
  await batch.add(placed);
  batch.changes.push(again ? { t: 'status', row: placed, by: [] } : { t: 'message', row: placed });
}

async function placeAtEnd(batch: Batch): Promise<number> {
  const place = Math.max(LOCAL_ORDER, (await batch.key<number>('place')) ?? 0) + 1;
  batch.setKey('place', place);
  return place;
}

function inOutbox(batch: Batch, row: MessageRow, extra: { when?: number; file?: true }): OutboxRow {
  const item: OutboxRow = { place: row.order, conv: row.conv, mid: row.mid, ...extra };
  batch.tx.put('outbox', item);
  return item;
}

/** A refused message goes to the end and into the outbox again. */
export async function repost(batch: Batch, before: MessageRow): Promise<OutboxRow> {
  const row: MessageRow = { ...before, order: await placeAtEnd(batch), status: 0 };
  delete row.problem;
  const file = row.content?.url === undefined ? await batch.tx.get('files', fileKey(row)) : undefined;
  const after = await batch.replace(before, row);
  batch.changes.push({ t: 'status', row: after, by: [] });
  return inOutbox(batch, after, file === undefined ? {} : { file: true });
}

/** The server has accepted a message: it moves to its place. Without `ts` the outbox still waits for the answer. */
export async function accept(
  batch: Batch,
  waiting: MessageRow,
  sent: { order: number; ts?: number; status: number; from?: string },
): Promise<void> {
  const row: MessageRow = { ...waiting, order: sent.order, ts: sent.ts ?? waiting.ts, status: Math.max(1, sent.status) };
  delete row.local;
  delete row.problem;
  delete row.scheduled;
  if (sent.from !== undefined) row.from = sent.from;
  if (sent.ts !== undefined) done(batch, waiting);
  const known = await batch.message(row.conv, row.order);
  if (known !== undefined) {
    batch.tx.delete('messages', [waiting.conv, waiting.order]);
    const after = await batch.replace(known, { ...known, status: Math.max(known.status, row.status), ts: row.ts });
    await batch.findLast(row.conv);
    batch.changes.push({ t: 'status', row: after, by: [] });
    return;
  }
  const after = await batch.replace(waiting, row);
  const { activity } = await batch.conversation(row.conv);
  if (row.ts > activity) await batch.alter(row.conv, { activity: row.ts });
  batch.changes.push({ t: 'status', row: after, by: [] });
}

/** Nothing of it waits any more. */
export function done(batch: Batch, row: MessageRow, place = row.order): void {
  batch.tx.delete('outbox', place);
  batch.tx.delete('files', fileKey(row));
}

/** The server will send it at a time of its own; it stays at the end until then. */
export async function postponed(batch: Batch, waiting: MessageRow, at: number): Promise<void> {
  batch.tx.delete('outbox', waiting.order);
  batch.changes.push({ t: 'status', row: await batch.replace(waiting, { ...waiting, scheduled: at }), by: [] });
}

/** The server has refused a message: it stays where it was written, with its reason and its file. */
export async function refuse(batch: Batch, waiting: MessageRow, status: number, problem: string): Promise<void> {
  batch.tx.delete('outbox', waiting.order);
  const row: MessageRow = { ...waiting, status, problem, order: await placeOfRefused(batch, waiting) };
  batch.changes.push({ t: 'status', row: await batch.replace(waiting, row), by: [] });
}

async function placeOfRefused(batch: Batch, row: MessageRow): Promise<number> {
  const range = { from: [row.conv, 0], to: [row.conv, LOCAL_ORDER - 1], reverse: true, limit: 1 };
  const [newest] = await batch.tx.all('messages', range);
  const order = (newest?.order ?? 0) + 1 / PLACES;
  return Number.isInteger(order) || order <= (newest?.order ?? 0) ? row.order : order;
}

/** What goes over the wire. */
export function frameOf(row: MessageRow, when?: number): Omit<Send, 't'> {
  const { mid, content = {}, type, flags, expiry, replyTo, thread, label, forwarded, age, toUid } = row;
  return {
    ...destinationOf(row.conv),
    mid,
    content,
    ...defined({ type, flags, expiry, replyTo, thread, label, forwarded, age, when, toUid }),
  } as Omit<Send, 't'>;
}
