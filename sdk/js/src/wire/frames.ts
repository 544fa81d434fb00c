/**
 * The frames of the wire protocol, version 1, as docs/guide/protocol.md describes them.
 * Times are milliseconds since 1970 of the server's clock, durations are seconds.
 * The server leaves out what is null, 0, false or empty, except where a member is required here.
 */

/** A conversation: with one user (`peer`, an address) or in a group (`gid`). Exactly one of the two is set. */
export type ConversationRef = { peer: string; gid?: never } | { gid: number; peer?: never };

/** Where a message goes: to one user (`to`, an address) or to a group (`gid`). */
export type Destination = { to: string; gid?: never } | { gid: number; to?: never };

export type Platform = 'android' | 'ios' | 'javascript' | 'python' | 'cpp';

/** What the recipients of a message see. All of it is optional; `text` and `data` are at most 64 KiB each. */
export interface Content {
  text?: string;
  /** Binary data in base64. */
  data?: string;
  title?: string;
  subtitle?: string;
  footer?: string;
  url?: string;
  launchUrl?: string;
  fileType?: number;
  fileName?: string;
  fileSize?: number;
  mimeType?: string;
  /** A picture in base64. */
  thumbnail?: string;
  latitude?: number;
  longitude?: number;
  fields?: Record<string, unknown>;
}

/** How long a message lives, in seconds after it was sent, delivered or read. */
export interface Age {
  sent?: number;
  delivered?: number;
  read?: number;
}

/** State of a message that was sent; it only grows. 0x80 and above are final failures. */
export const Status = {
  Outbox: 0,
  Sent: 1,
  Delivered: 2,
  Read: 3,
  Failed: 0x80,
  UserOffline: 0x81,
  InboxFull: 0x82,
  NoSuchUser: 0x83,
  Expired: 0x84,
  Blocked: 0x88,
  GroupPaused: 0x90,
  NotMember: 0x91,
} as const;

/** Bits of `flags` of a message. */
export const Flag = { DeliveryReceipt: 1, ReadReceipt: 2, Transient: 4 } as const;

export const Presence = { Online: 1, Offline: 2, Typing: 3, TypingCleared: 4, Joined: 10, Left: 11 } as const;

export type Advice = 'fix' | 'retry' | 'relogin' | 'stop';

// ---------------------------------------------------------------------------------------------- profiles and groups

export interface Profile {
  address: string;
  uid?: number;
  name?: string;
  image?: string;
  fields?: Record<string, string>;
  /** False: there is no such user. */
  exists?: boolean;
}

export interface GroupProfile {
  gid: number;
  name?: string;
  image?: string;
  fields?: Record<string, string>;
  exists?: boolean;
}

export interface Role {
  flags: number;
  admin: number;
}

export interface Group {
  gid: number;
  name: string;
  flags: number;
  callFlags?: number;
  callDuration?: number;
  resolution?: number;
  expiry?: number;
  members?: number;
  /** One's own; absent for those who are not members. */
  role?: Role;
  profile?: { image?: string; fields?: Record<string, string> };
  /** Only for those who may list them. */
  pins?: GroupPin[];
}

export interface GroupPin {
  pin: number;
  permissions: Role;
  expires?: number;
  left?: number;
}

export interface GroupSettings {
  name?: string;
  flags?: number;
  expiry?: number;
  callFlags?: number;
  callDuration?: number;
  resolution?: number;
  image?: string;
  fields?: Record<string, string | null>;
}

export interface Member {
  address: string;
  uid: number;
  name?: string;
  flags: number;
  admin: number;
}

export interface Contact {
  address: string;
  contact: boolean;
  favorite?: boolean;
  subscribed?: boolean;
  blocked: number;
  levels?: number[];
  exists?: boolean;
}

export interface UserPresence {
  address: string;
  online: boolean;
  lastSeen?: number;
}

// ------------------------------------------------------------------------------------------------- client to server

export interface Hello {
  t: 'hello';
  v: 1;
  token: string;
  app?: string;
  platform?: Platform;
  cursor?: number;
  client?: string;
  foreground?: boolean;
}

export type Send = Destination & {
  t: 'send';
  mid: number;
  content: Content;
  type?: number;
  flags?: number;
  expiry?: number;
  when?: number;
  replyTo?: number;
  thread?: number;
  forwarded?: boolean;
  age?: Age;
};

export type Retraction = 'recall' | 'wipe' | 'both' | 'delete';

/** Frames that are answered, each by the frame that `Answers` names. */
export type Request =
  | Send
  | ({ t: 'read'; orders?: number[]; upTo?: number } & ConversationRef)
  | ({ t: 'receipts'; order: number; after?: string; limit?: number } & ConversationRef)
  | ({ t: 'edit'; order: number; content: Content } & ConversationRef)
  | ({ t: 'retract'; orders: number[]; how: Retraction } & ConversationRef)
  | ({ t: 'clear'; upTo: number } & ConversationRef)
  | ({ t: 'history'; before?: number; after?: number; limit?: number } & ConversationRef)
  | { t: 'conversations'; limit?: number; before?: number }
  | { t: 'cancel'; mid: number }
  | { t: 'scheduled' }
  | { t: 'time' }
  | { t: 'logout'; revoke?: boolean }
  | { t: 'watch'; addresses: string[] }
  | { t: 'unwatch'; addresses: string[] }
  | { t: 'availability'; foreground?: boolean; mode?: 1 | 2 | 3; online?: boolean; audience?: number }
  | { t: 'profile.get'; addresses?: string[]; gids?: number[] }
  | {
      t: 'profile.set';
      name?: string;
      image?: string | null;
      fields?: Record<string, string | null>;
      levels?: Record<string, number>;
    }
  | { t: 'contacts.get' }
  | { t: 'contacts.set'; contacts: (Pick<Contact, 'address'> & Partial<Contact>)[] }
  | ({ t: 'group.create'; members?: string[]; permissions?: Partial<Role> } & GroupSettings)
  | { t: 'group.get'; gid: number }
  | ({ t: 'group.set'; gid: number } & GroupSettings)
  | { t: 'group.delete'; gid: number }
  | { t: 'group.members'; gid: number; after?: string; limit?: number }
  | { t: 'group.add'; gid: number; members: string[]; permissions?: Partial<Role> & { expiry?: number } }
  | { t: 'group.remove'; gid: number; members: string[] }
  | { t: 'group.join'; gid: number; pin?: number }
  | { t: 'group.leave'; gid: number }
  | { t: 'group.pin.add'; gid: number; permissions?: Partial<Role>; expiry?: number; count?: number }
  | { t: 'group.pin.set'; gid: number; pin: number; permissions?: Partial<Role>; expiry?: number; count?: number }
  | { t: 'group.pin.remove'; gid: number; pin: number };

/** Frames that are not answered. */
export type Notice =
  | { t: 'ack'; seq: number }
  | { t: 'ping' }
  | ({ t: 'presence'; presence: number; value?: number; interval?: number } & Destination);

// ------------------------------------------------------------------------------------------------- server to client

export interface Welcome {
  t: 'welcome';
  v: 1;
  user: Profile;
  app: { aid: number; name: string };
  device: number;
  time: number;
  /** Delivery of entries starts after this one. */
  cursor: number;
  /** The newest entry. */
  head: number;
  /** Entries after the client's cursor are gone: reload by `conversations` and `history`. */
  cut: boolean;
  /** Seconds of silence after which a client sends a ping. */
  heartbeat: number;
  groups: Group[];
  limits: { frame: number; text: number; data: number; window: number; pageSize: number };
}

/** A message. With `seq` it is an entry of the inbox; transient ones and those of `history` have none. */
export interface Message {
  t: 'message';
  seq?: number;
  from: string;
  to?: string;
  gid?: number;
  mid: number;
  /** The server's acceptance number: the order of a conversation for everybody. Absent in transient messages. */
  order?: number;
  ts: number;
  type?: number;
  flags?: number;
  /** Absent when the message was wiped or recalled. */
  content?: Content;
  expiry?: number;
  replyTo?: number;
  thread?: number;
  forwarded?: boolean;
  age?: Age;
  /** When it was last edited. */
  edited?: number;
  /** Sum of 1 wiped, 2 recalled. */
  state?: number;
  /** State of an own message. */
  status?: number;
  /** In history: this user has read it. */
  read?: boolean;
}

export interface StatusEntry {
  t: 'status';
  seq: number;
  peer?: string;
  gid?: number;
  order: number;
  mid: number;
  status?: number;
  /** Receipts that are new in this entry. */
  by?: { address: string; status: number; ts: number }[];
  delivered: number;
  read: number;
  of?: number;
}

export interface EditedEntry {
  t: 'edited';
  seq: number;
  from: string;
  peer?: string;
  gid?: number;
  order: number;
  mid: number;
  content?: Content;
  edited: number;
}

export interface RetractedEntry {
  t: 'retracted';
  seq: number;
  from?: string;
  peer?: string;
  gid?: number;
  orders?: number[];
  upTo?: number;
  how: Retraction | 'age' | 'clear';
}

/** Another device of this user has read these. */
export interface SeenEntry {
  t: 'seen';
  seq: number;
  peer?: string;
  gid?: number;
  orders?: number[];
}

/** What carries a `seq`: delivered exactly once, in order. */
export type Entry = (Message & { seq: number }) | StatusEntry | EditedEntry | RetractedEntry | SeenEntry;

export interface PresenceNotice {
  t: 'presence';
  from: string;
  gid?: number;
  presence: number;
  lastSeen?: number;
  value?: number;
  interval?: number;
}

export interface ProfileNotice {
  t: 'profile';
  profile: Profile;
}

export interface GroupEvent {
  t: 'groupEvent';
  gid: number;
  event: 'added' | 'removed' | 'settings' | 'deleted' | 'joined' | 'left';
  by?: string;
  addresses?: string[];
  count?: number;
  group?: Group;
}

export interface ErrorFrame {
  t: 'error';
  id?: number;
  code: number;
  name: string;
  message: string;
  mid?: number;
  status?: number;
  groupError?: number;
  advice: Advice;
}

export interface Bye {
  t: 'bye';
  code: number;
  name: string;
  advice: Advice;
  reason?: string;
}

export interface Sent {
  t: 'sent';
  mid: number;
  /** Absent for transient and for scheduled messages. */
  order?: number;
  ts?: number;
  status: number;
  dup?: boolean;
  /** When a scheduled message will leave. */
  scheduled?: number;
}

export interface Ok {
  t: 'ok';
  time?: number;
}

export interface ConversationSummary {
  peer?: string;
  gid?: number;
  unread: number;
  last: Message;
}

export interface ScheduledMessage {
  mid: number;
  to?: string;
  gid?: number;
  /** When it will leave. */
  scheduled: number;
  content?: Content;
}

export interface Receipt {
  address: string;
  /** When; absent: not yet. */
  delivered?: number;
  read?: number;
}

interface GroupAnswer {
  t: 'group';
  group: Group;
}

/** The answer to each request, by its `t`. */
export interface Answers {
  send: Sent;
  read: Ok;
  receipts: { t: 'receipts'; of?: number; delivered: number; read: number; by: Receipt[]; more?: boolean };
  edit: Ok;
  retract: Ok;
  clear: Ok;
  history: { t: 'history'; messages: Message[]; more: boolean; cut?: boolean };
  conversations: { t: 'conversations'; conversations: ConversationSummary[]; more?: boolean };
  cancel: Ok;
  scheduled: { t: 'scheduled'; messages: ScheduledMessage[] };
  time: Ok;
  logout: Ok;
  watch: { t: 'presences'; users: UserPresence[] };
  unwatch: Ok;
  availability: Ok;
  'profile.get': { t: 'profiles'; profiles: (Profile | GroupProfile)[] };
  'profile.set': Ok;
  'contacts.get': { t: 'contacts'; contacts: Contact[] };
  'contacts.set': { t: 'contacts'; contacts: Contact[] };
  'group.create': GroupAnswer;
  'group.get': GroupAnswer;
  'group.set': GroupAnswer;
  'group.delete': Ok;
  'group.members': { t: 'members'; gid: number; members: Member[]; more?: boolean };
  'group.add': Ok;
  'group.remove': Ok;
  'group.join': GroupAnswer;
  'group.leave': Ok;
  'group.pin.add': GroupAnswer;
  'group.pin.set': GroupAnswer;
  'group.pin.remove': GroupAnswer;
}

export type AnswerTo<R extends Request> = Answers[R['t']];
export type Answer = Answers[keyof Answers];

export type ServerFrame =
  | Welcome
  | Message
  | StatusEntry
  | EditedEntry
  | RetractedEntry
  | SeenEntry
  | PresenceNotice
  | ProfileNotice
  | GroupEvent
  | ErrorFrame
  | Bye
  | { t: 'pong'; time: number }
  | Answer;
