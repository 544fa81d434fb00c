import { Status } from '../../wire/frames.js';
import { fileKey, type ConversationKey, type MessageRow } from '../rows.js';
import type { Batch } from './batch.js';

/** What a frame says of users besides their addresses: the numbers that stay theirs. */
interface Numbered {
  peer?: string | undefined;
  peerUid?: number;
  from?: string | undefined;
  fromUid?: number;
  to?: string | undefined;
  toUid?: number;
  gid?: number | undefined;
}

/** Who had an address before it was given to another user. No user can have such an address. */
export const gone = (uid: number): string => `#${uid}`;

/**
 * The frame with the addresses by which this store names users. Numbers only grow: of two users of one address the one
 * with the lower number had it before, and what there is of that one goes on under a name of its own.
 */
export async function named<F extends object>(batch: Batch, frame: F, me: string): Promise<F> {
  const { gid, peer, peerUid, from, fromUid, to, toUid } = frame as Numbered;
  if (gid !== undefined && gid !== 0) return frame;
  if (peer !== undefined) return changed(frame, { peer: await nameOf(batch, peer, peerUid) });
  if (from === me && to !== undefined) return changed(frame, { to: await nameOf(batch, to, toUid) });
  return from === undefined ? frame : changed(frame, { from: await nameOf(batch, from, fromUid) });
}

function changed<F extends object>(frame: F, names: Numbered): F {
  const same = Object.entries(names).every(([name, value]) => (frame as Record<string, unknown>)[name] === value);
  return same ? frame : { ...frame, ...names };
}

async function nameOf(batch: Batch, address: string, uid = 0): Promise<string> {
  if (uid === 0 || address.startsWith('#')) return address;
  const key: ConversationKey = `u:${address}`;
  const { uid: known = await uidOf(batch, address) } = await batch.conversation(key);
  if (known !== undefined && uid < known) return gone(uid);
  if (known !== undefined && uid > known) await succeed(batch, address, known, uid);
  else await batch.noteUser(key, uid);
  return address;
}

async function uidOf(batch: Batch, address: string): Promise<number | undefined> {
  return (await batch.tx.get('people', address))?.profile?.uid || undefined;
}

/** The address belongs to another user from now on. What was not sent to the one before is not for that one. */
export async function succeed(batch: Batch, address: string, before: number, uid: number): Promise<void> {
  const old: ConversationKey = `u:${address}`;
  const conv: ConversationKey = `u:${gone(before)}`;
  const row = await batch.conversation(old);
  if (row.uid !== undefined && row.uid >= uid) return; // that was done already
  const all = { from: [old, 0], to: [old, Infinity] };
  const unsent = new Set((await batch.tx.all('outbox')).filter((item) => item.conv === old).map(({ place }) => place));
  const messages = await batch.tx.all('messages', all);
  batch.tx.delete('messages', all);
  for (const place of unsent) batch.tx.delete('outbox', place);
  for (const message of messages) {
    const now = unsent.has(message.order) ? failed(batch, message) : message;
    batch.tx.put('messages', { ...now, conv, rev: now.rev + 1, ...(now.own === undefined && { from: gone(before) }) });
  }
  batch.changes.push({ t: 'cleared', conv: old, upTo: Infinity });
  const { key: _, rev: __, last: ___, ...kept } = row;
  if (messages.length > 0) {
    await batch.alter(conv, { ...kept, uid: before });
    await batch.findLast(conv);
  }
  await batch.alter(old, { ...Object.fromEntries(Object.keys(kept).map((name) => [name, undefined])), ...NOTHING, last: undefined, uid });
}

const NOTHING = { activity: 0, unreadHere: 0, unreadThere: 0, loaded: [] };

function failed(batch: Batch, message: MessageRow): MessageRow {
  const row: MessageRow = { ...message, rev: message.rev + 1, status: Status.NoSuchUser, problem: 'the address belongs to another user now' };
  batch.tx.delete('files', fileKey(message));
  batch.changes.push({ t: 'status', row, by: [] });
  return row;
}
