import type { Age, Contact, Content, Group, Profile, Send } from '../wire/frames.js';

/** A conversation in the local store: `u:ADDRESS` or `g:GID`. */
export type ConversationKey = `u:${string}` | `g:${number}`;

/** From here on `order` is the place of an own message that the server has not accepted. */
export const LOCAL_ORDER = 2 ** 52;

/** A message as the local store keeps it. */
export interface MessageRow {
  conv: ConversationKey;
  /** The server's, or a local place: at the end while unsent, behind the newest message of its time when refused. */
  order: number;
  mid: number;
  /** Empty in own messages written before the first login. */
  from: string;
  own?: 1;
  ts: number;
  content?: Content;
  type?: number;
  flags?: number;
  expiry?: number;
  replyTo?: number;
  thread?: number;
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
  last?: MessageRow;
  /** ms; the list is sorted by it. */
  activity: number;
  /** Unread messages that lie in the local store. */
  unreadHere: number;
  /** Those that only the server has, as far as is known. */
  unreadThere: number;
  draft?: string;
  /** Ranges of `order`, both ends included, in which nothing is missing here besides what the inbox brought. */
  loaded: [number, number][];
  /** What is older went by retention. */
  cut?: boolean;
  /** Read up to here, for the server to hear of. */
  readUpTo?: number;
  /** Read one by one, for the server to hear of. */
  readOrders?: number[];
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

/** A message that the server has not answered for. */
export interface OutboxRow {
  /** `order` of its message. */
  place: number;
  conv: ConversationKey;
  mid: number;
  frame: Omit<Send, 't'>;
  upload?: UploadRow;
}

/** The file of a message in the outbox. */
export interface UploadRow {
  name: string;
  type: string;
  size: number;
  /** Where the upload was begun on the server. */
  location?: string;
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
