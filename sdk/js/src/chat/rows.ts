import type { Age, Contact, Content, Group, Message, Profile } from '../wire/frames.js';

/** A conversation in the local store: `u:ADDRESS` or `g:GID`. */
export type ConversationKey = `u:${string}` | `g:${number}`;

/** From here on `order` is the place of an own message that the server has not accepted. */
export const LOCAL_ORDER = 2 ** 52;

/** The status of a message of this device only. */
export const HERE_ONLY = 0x20;

/** A message as the local store keeps it. */
export interface MessageRow {
  conv: ConversationKey;
  /** Grows with every change, so that the newest is known among several. */
  rev: number;
  /** The server's, or a local place: at the end while unsent, behind the newest message of its time when refused. */
  order: number;
  mid: number;
  /** Empty in own messages written before the first login. */
  from: string;
  /** The number of that user: the address may be another one's by now. */
  fromUid?: number;
  /** Of an own message: the number of the user for whom it was written. */
  toUid?: number;
  own?: 1;
  ts: number;
  content?: Content;
  type?: number;
  flags?: number;
  expiry?: number;
  replyTo?: number;
  thread?: number;
  /** The application's own name for it. */
  label?: string;
  forwarded?: boolean;
  age?: Age;
  edited?: number;
  /** Sum of 1 wiped, 2 recalled. */
  state?: number;
  /** Of own messages. */
  status: number;
  /** Of messages of others that this user has not read: their `order`, for the index. */
  unread?: number;
  deliveredAt?: number;
  readAt?: number;
  delivered?: number;
  read?: number;
  of?: number;
  /** When it will leave the server. */
  scheduled?: number;
  /** The server has not accepted it: it is in the outbox, or was refused. */
  local?: 1;
  /** Why it was refused. */
  problem?: string;
}

/** One conversation in the list. */
export interface ConversationRow {
  key: ConversationKey;
  /** The number of the user with whom it is, once it was told: the address may be given to another one. */
  uid?: number;
  rev: number;
  last?: MessageRow;
  /** ms; the list is sorted by it. */
  activity: number;
  /** Unread messages that lie in the local store. */
  unreadHere: number;
  /** Those that only the server has, as far as is known. */
  unreadThere: number;
  /** The newest order that those may have: what is newer was not there yet when the server counted. */
  counted?: number;
  draft?: string;
  /** Ranges of `order`, both ends included, in which nothing is missing here besides what the inbox brought. */
  loaded: [number, number][];
  /** What is older went by retention. */
  cut?: boolean;
  /** Read up to here, for the server to hear of. */
  readUpTo?: number;
  /** Read one by one, for the server to hear of. */
  readOrders?: number[];
  /** Deleted and cleared for this user, for the server to hear of. */
  deleteOrders?: number[];
  clearUpTo?: number;
  /** Marks of the application. */
  marks?: Record<string, unknown>;
}

export interface PersonRow {
  address: string;
  profile?: Profile;
  contact?: Contact;
  lastSeen?: number;
}

export interface GroupRow {
  gid: number;
  group: Group;
  /** False: this user is no longer in it. */
  joined: boolean;
}

/** A group of which only the number is known. */
export function unknownGroup(gid: number): GroupRow {
  const unset = { callFlags: 0, callDuration: 0, resolution: 0, expiry: 0, members: 0, profile: null };
  return { gid, group: { gid, name: '', flags: 0, ...unset }, joined: false };
}

/** A message that the server has not answered for. */
export interface OutboxRow {
  /** `order` of its message. */
  place: number;
  conv: ConversationKey;
  mid: number;
  when?: number;
  /** It has a file that must be uploaded first. */
  file?: true;
}

/** The file of a message, until the server has accepted the message. */
export interface FileRow {
  /** `fileKey` of its message. */
  key: string;
  blob: Blob;
  name: string;
  type: string;
  /** Where the upload was begun on the server. */
  location?: string;
}

export interface KeyRow {
  name: string;
  value: unknown;
}

/** Whose store this is. */
export interface UserRow {
  address: string;
  app: number;
  /** Absent in stores of versions that knew users by their address only. */
  uid?: number;
  /** When the token ends, by the server's clock; absent: never. */
  expires?: number;
}

export function fileKey(row: { conv: ConversationKey; mid: number }): string {
  return `${row.conv} ${row.mid}`;
}

export function keyOf(ref: { peer?: string | undefined; gid?: number | undefined }): ConversationKey {
  return ref.gid !== undefined && ref.gid !== 0 ? `g:${ref.gid}` : `u:${ref.peer ?? ''}`;
}

export function refOf(key: ConversationKey): { peer: string } | { gid: number } {
  return key.startsWith('g:') ? { gid: Number(key.slice(2)) } : { peer: key.slice(2) };
}

export function destinationOf(key: ConversationKey): { to: string } | { gid: number } {
  return key.startsWith('g:') ? { gid: Number(key.slice(2)) } : { to: key.slice(2) };
}

/** The conversation of what `me` has received or sent. */
export function conversationOf(frame: { from?: string; to?: string | undefined; gid?: number | undefined }, me: string): ConversationKey {
  return keyOf({ peer: frame.from === me ? frame.to : frame.from, gid: frame.gid });
}

/** A message of the server as a row. */
export function rowOf(message: Message, me: string): MessageRow {
  const { from, mid, ts, order = 0, status = 0, read = false } = message;
  const own = from === me;
  const row: MessageRow = { conv: conversationOf(message, me), rev: 1, order, mid, from, ts, status: 0 };
  for (const name of KEPT) if (message[name] !== undefined) Object.assign(row, { [name]: message[name] });
  if (own) {
    row.own = 1;
    row.status = Math.max(1, status);
  } else if (!read && order > 0 && (message.state ?? 0) === 0) {
    row.unread = order;
  }
  return row;
}

const KEPT = [
  'fromUid',
  'content',
  'type',
  'flags',
  'expiry',
  'replyTo',
  'thread',
  'label',
  'forwarded',
  'age',
  'edited',
  'state',
] as const satisfies readonly (keyof Message & keyof MessageRow)[];

export function emptyConversation(key: ConversationKey): ConversationRow {
  return { key, rev: 0, activity: 0, unreadHere: 0, unreadThere: 0, loaded: [] };
}
