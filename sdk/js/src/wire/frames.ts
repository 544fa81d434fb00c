/**
 * The frames of the wire protocol, version 1, as docs/guide/protocol.md describes them.
 * Times are milliseconds since 1970 of the server's clock, durations are seconds. The server leaves out what is null,
 * 0, false or empty, except where a member is required here. Every frame may have an `id`, which is not shown here:
 * the number of a request, and of the request that is answered.
 *
 * Generated from the Java records in protocol/ by FrameTypesTest; CONTRIBUTING.md says how. Do not edit.
 */

/** A conversation: with one user (`peer`, an address) or in a group (`gid`). Exactly one of the two is set. */
export type ConversationRef = { peer: string; gid?: never } | { gid: number; peer?: never };

/** Where a message goes: to one user (`to`, an address) or to a group (`gid`). */
export type Destination = { to: string; gid?: never } | { gid: number; to?: never };

// ----------------------------------------------------------------------------------------------------------- constants

/** What a client should do after an error or a close. */
export type Advice =
  /** The request is wrong; sending it again will fail again. */
  | 'fix'
  /** The same request, or a new connection, may succeed later: retry with back-off. */
  | 'retry'
  /** The token is no longer good: get another one, then log in. */
  | 'relogin'
  /** Do not come back without a person's or a programmer's doing. */
  | 'stop';

/**
 * Status of a message as its sender sees it. Values are those of `MESIBO_MSGSTATUS_*`; OUTBOX to READ only ever move
 * forward, values from 0x80 are failures.
 */
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

/** Bits of a message's `flags` (`MESIBO_FLAG_*`). Unknown bits are kept and handed on. */
export const Flag = {
  DeliveryReceipt: 1,
  ReadReceipt: 2,
  Transient: 4,
  Presence: 8,
  Default: 3,
} as const;

/** Numbers of a `presence` frame (`MESIBO_PRESENCE_*`). An application's own numbers are above `RESERVED`. */
export const Presence = {
  Online: 1,
  Offline: 2,
  Typing: 3,
  TypingCleared: 4,
  Joined: 10,
  Left: 11,
  Reserved: 255,
} as const;

/** Why a group request was refused (`MESIBO_GROUPERROR_*`). */
export const GroupError = {
  NotMember: 1,
  Permission: 2,
  BadPin: 3,
  AccessDenied: 4,
  NotSharedPin: 5,
  General: 10,
  Deleted: 11,
} as const;

/** Codes of the `error` frame: the values of `MESIBO_RESULT_*`, each with what the client should do. */
export const ErrorCodes: Readonly<Record<number, { name: string; advice: Advice }>> = {
  /** Refused. */
  0x80: { name: 'FAIL', advice: 'fix' },
  /** The server failed; the request may be repeated. */
  0x81: { name: 'GENERROR', advice: 'retry' },
  /** The user, group or message named does not exist. */
  0x83: { name: 'NOSUCHERROR', advice: 'fix' },
  /** The recipient's queue is full. */
  0x84: { name: 'INBOXFULL', advice: 'retry' },
  /** The frame is malformed or unknown, or a member has a bad value. */
  0x85: { name: 'BADREQ', advice: 'fix' },
  /** A limit of the server or of this connection is reached. */
  0x86: { name: 'OVERCAPACITY', advice: 'retry' },
  /** The server is starting, stopping or overloaded. */
  0x87: { name: 'RETRYLATER', advice: 'retry' },
  /** Too many of these requests. */
  0x8c: { name: 'RATELIMIT', advice: 'retry' },
  /** The token is unknown, expired, meant for another app id or platform, or its user is disabled. */
  0xc0: { name: 'AUTHFAIL', advice: 'relogin' },
  /** Not allowed. */
  0xc1: { name: 'DENIED', advice: 'fix' },
};

/**
 * Codes with which the server closes a WebSocket, each with what the client should do. 40xx: come back; 44xx: do not,
 * unless the advice says so.
 */
export const CloseCodes: Readonly<Record<number, { name: string; advice: Advice }>> = {
  /** The server stops or restarts. */
  4001: { name: 'RESTART', advice: 'retry' },
  /** The client did not read fast enough; nothing is lost. */
  4002: { name: 'SLOW_READER', advice: 'retry' },
  /** Nothing was heard from the client for too long. */
  4003: { name: 'HEARTBEAT', advice: 'retry' },
  /** The server has no room for this connection. */
  4004: { name: 'OVERLOADED', advice: 'retry' },
  /** The server failed. */
  4005: { name: 'INTERNAL', advice: 'retry' },
  /** No hello came in time. */
  4008: { name: 'LOGIN_TIMEOUT', advice: 'retry' },
  /** Not a JSON object in a text frame, no `t`, or too many errors in a row. */
  4400: { name: 'BAD_FRAME', advice: 'stop' },
  /** The login was refused. */
  4401: { name: 'AUTHFAIL', advice: 'relogin' },
  /** The user was disabled or deleted. */
  4403: { name: 'DISABLED', advice: 'stop' },
  /** The token is used by a newer connection, or was revoked. */
  4409: { name: 'SIGNOUT', advice: 'stop' },
  /** A frame was larger than the limit. */
  4413: { name: 'TOO_LARGE', advice: 'stop' },
  /** A frame came before hello, or a second hello. */
  4425: { name: 'TOO_EARLY', advice: 'stop' },
  /** The protocol version is not spoken here. */
  4426: { name: 'VERSION', advice: 'stop' },
  /** What the server has stored for the user is damaged. */
  4500: { name: 'DAMAGED', advice: 'stop' },
};

/** The bounds of the protocol, in one place. Sizes are bytes of UTF-8 or of binary data before base64. */
export const Limits = {
  /** One WebSocket message. */
  FrameBytes: 131_072,
  TextBytes: 65_536,
  DataBytes: 65_536,
  ThumbnailBytes: 32_768,
  ContentBytes: 114_688,
  /** Custom fields of one message, and all attributes of one profile. */
  FieldsBytes: 16_384,
  AddressBytes: 63,
  /** What the sender of a message calls it. */
  LabelBytes: 64,
  /** The name that users give themselves or a group. */
  NameBytes: 255,
  /** Largest integer that JavaScript holds exactly: ids and times stay below. */
  MaxId: 9_007_199_254_740_991,
  /** Inbox entries that may be unacknowledged on one connection. */
  Window: 256,
  /** Entries that wait in the inbox of a user none of whose devices comes. */
  InboxEntries: 100_000,
  /** Of these, how many one sender can fill. */
  InboxFromOne: 25_000,
  /** Of these, how many only the back-end can fill. */
  InboxReserved: 10_000,
  /** Messages named by one `read` or `retract` frame. */
  Orders: 500,
  HistoryPage: 200,
  /**
   * What an answer in pages holds is at most so large together, so that it stays within a frame; but for one that is
   * larger alone.
   */
  PageBytes: 98_304,
  MembersPage: 1_000,
  GroupsPage: 1_000,
  Profiles: 200,
  Contacts: 1_000,
  Watched: 1_000,
  Devices: 8,
  GroupMembers: 10_000,
  HeartbeatSeconds: 30,
  LoginSeconds: 10,
  /** Life of a message that names none, seconds. */
  DefaultExpiry: 31_536_000,
  /** How long a message that disappears after delivery or reading waits for its recipients, seconds. */
  AgeWaitSeconds: 2_592_000,
  /** How long a sender may edit and retract, seconds. */
  RetractionSeconds: 3_600,
} as const;

// ----------------------------------------------------------------------------------------------------- parts of frames

/** How a message is taken back. */
export type Retraction =
  /** Gone at the recipients; the sender keeps it. */
  | 'recall'
  /** The content is destroyed; a tombstone stays. */
  | 'wipe'
  /** Both: deleted for all. */
  | 'both'
  /** For oneself only. */
  | 'delete';

/** Profile of a user. */
export interface Profile {
  address: string;
  uid?: number;
  name: string | null;
  image: string | null;
  fields: Record<string, string> | null;
  /** False when there is no such user or group; absent otherwise. */
  exists?: boolean;
}

/** Profile of a group. */
export interface GroupProfile {
  gid: number;
  name: string | null;
  image: string | null;
  fields: Record<string, string> | null;
  /** False when there is no such user or group; absent otherwise. */
  exists?: boolean;
}

/** What the recipients of a message see. All members are optional; binary ones are base64 in JSON. */
export interface Content {
  /** At most 64 KiB. */
  text?: string;
  /** Binary, in JSON base64; at most 64 KiB. */
  data?: string;
  title?: string;
  subtitle?: string;
  footer?: string;
  /** Where the file lies. */
  url?: string;
  launchUrl?: string;
  /** `MESIBO_FILETYPE_*`: 1 image, 2 video, 3 audio, 10 other. */
  fileType?: number;
  fileName?: string;
  /** Bytes. */
  fileSize?: number;
  mimeType?: string;
  /** A small picture, in JSON base64; at most 32 KiB. */
  thumbnail?: string;
  /** Degrees, −90 to 90. */
  latitude?: number;
  /** Degrees, −180 to 180. */
  longitude?: number;
  /** The application's own values. */
  fields?: Record<string, unknown>;
}

/** When a message disappears: seconds after it was sent, delivered, read. 0 means never for that event. */
export interface Age {
  sent?: number;
  delivered?: number;
  read?: number;
}

/** What a member may do. */
export interface Role {
  /** Send 1, receive 2, publish 4, subscribe 8, list 16, record 32. */
  flags: number;
  /**
   * Modify 1, add user 0x10, remove user 0x20, add admin 0x40, remove admin 0x80, remove owner 0x100, remove group
   * 0x200, call control 0x400, hang up 0x800, owner 0x1000, add pin 0x2000, remove pin 0x4000, list pins 0x8000.
   */
  admin: number;
}

/** Picture and fields of a group; null: none. */
export interface GroupAppearance {
  image: string | null;
  fields: Record<string, string> | null;
}

/** A number by which others join. */
export interface GroupPin {
  /** Absent where it gives rights that the one who asks does not have. */
  pin?: number;
  /** What those who join by it may do. */
  permissions: Role;
  /** When it ends; absent: never. */
  expires?: number;
  /** Joins left; absent: any number. */
  left?: number;
}

/** A group with all that it has. A number that is not set is 0. */
export interface Group {
  gid: number;
  name: string;
  flags: number;
  callFlags: number;
  callDuration: number;
  resolution: number;
  /** When the group ends; 0: never. */
  expiry: number;
  /** How many there are. */
  members: number;
  /** What one may do oneself; absent when not a member. */
  role?: Role;
  /** Its picture and fields; null: none. */
  profile: GroupAppearance | null;
  /** Only for those who may list them. */
  pins?: GroupPin[];
}

/** A member of a group, with the bits of its role. */
export interface Member {
  address: string;
  uid: number;
  name?: string;
  flags: number;
  admin: number;
}

export interface Contact {
  address: string;
  /** Absent when there is no such user. */
  uid?: number;
  contact: boolean;
  favorite?: boolean;
  subscribed?: boolean;
  /** Sum of 1 messages, 2 group messages, 4 calls, 8 video calls, 16 profile, 32 its subscription. */
  blocked: number;
  /** The contact may see fields of one's own profile that have one of these. */
  levels?: number[];
  /** False when there is no such user; absent otherwise. */
  exists?: boolean;
}

export interface UserPresence {
  address: string;
  /** Absent when there is no such user. */
  uid?: number;
  online: boolean;
  /** When one who is offline stopped being online; absent when unknown. */
  lastSeen?: number;
}

export interface AppInfo {
  /** Number of the app. */
  aid: number;
  name: string;
}

/** Bounds, in bytes but for the last two. */
export interface ServerLimits {
  frame: number;
  text: number;
  data: number;
  /** Entries that may be unacknowledged. */
  window: number;
  /** Messages in one answer of `history`. */
  pageSize: number;
}

export interface MemberStatus {
  address: string;
  uid: number;
  status: number;
  ts: number;
}

export interface Receipt {
  address: string;
  uid?: number;
  /** When; absent: not yet. */
  delivered?: number;
  /** When; absent: not yet. */
  read?: number;
}

export interface ScheduledMessage {
  mid: number;
  to?: string;
  /** Number of the user `to`. */
  toUid?: number;
  gid?: number;
  /** When it will leave. */
  scheduled: number;
  content?: Content;
  /** The name that its sender gave it. */
  label?: string;
}

export interface ConversationSummary {
  peer?: string;
  /** Number of the user `peer`. */
  peerUid?: number;
  gid?: number;
  /** Messages of others that this user has not read. */
  unread: number;
  last: Message;
}

/** An absent member is unchanged. */
export interface ContactChange {
  address: string;
  contact?: boolean;
  favorite?: boolean;
  subscribed?: boolean;
  /** Sum of 1 messages, 2 group messages, 4 calls, 8 video calls, 16 profile, 32 its subscription. */
  blocked?: number;
  /** The contact may see fields of one's own profile that have one of these. */
  levels?: number[];
}

/**
 * What a member may do: member bits `flags` (default all, 31), admin bits `admin` (default none), life of the
 * membership in seconds (0 or absent: none).
 */
export interface MemberRole {
  flags?: number;
  admin?: number;
  expiry?: number;
}

// ---------------------------------------------------------------------------------------------------- client to server

/** The first frame of a connection: who wants to log in. */
export interface Hello {
  t: 'hello';
  /** Version of the protocol, 1. */
  v: 1;
  /** The user's access token. */
  token: string;
  /** The app id for which a v1 token was issued. */
  app?: string;
  /** Default `javascript`. */
  platform?: 'android' | 'ios' | 'javascript' | 'python' | 'cpp';
  /** The last `seq` that this client has safely kept. Absent: the server's own record of this device. */
  cursor?: number;
  /** Name and version of the application. */
  client?: string;
  /** Default true. */
  foreground?: boolean;
  /** How many groups `welcome` may have at most, 0 to 1000. Absent: it has all. */
  groupPage?: number;
}

/** The heartbeat, due after every `heartbeat` seconds of silence; `pong` comes back. */
export interface Ping {
  t: 'ping';
}

/** Ends the session. */
export interface LogoutRequest {
  t: 'logout';
  /** Deletes the token too. */
  revoke?: boolean;
}

/** Asks for the server's time. */
export interface TimeRequest {
  t: 'time';
}

/** A message. */
export type Send = Destination & {
  t: 'send';
  /** Chosen by the client, 1 to 2^53−1; the same one again is answered again, and stored once. */
  mid: number;
  /** The number of the user whom it is for: refused when somebody else has the address by now. */
  toUid?: number;
  content?: Content;
  /** For the application. */
  type?: number;
  /** Sum of bits; default 3, both receipts. */
  flags?: number;
  /** Seconds after which it is dropped if not delivered; 0: transient. Default a year. */
  expiry?: number;
  /** Send it that many seconds later. */
  when?: number;
  /** `mid` of the message that this one answers. */
  replyTo?: number;
  /** Number of a thread. */
  thread?: number;
  forwarded?: boolean;
  age?: Age;
  /** The sender's own name for it, at most 64 bytes: given back to the sender and to nobody else. */
  label?: string;
};

/** Takes back a message that was to be sent later. */
export interface CancelRequest {
  t: 'cancel';
  mid: number;
}

/** Asks for the messages that are to be sent later, in the sequence in which they were scheduled. */
export interface ScheduledRequest {
  t: 'scheduled';
  /** The `next` of the page before. */
  after?: number;
  limit?: number;
}

/** All entries up to `seq` are safely kept. It is the delivery receipt of the messages among them. */
export interface Ack {
  t: 'ack';
  seq: number;
}

/** Messages of others were read: those that `orders` names, or all up to `upTo`. */
export type ReadRequest = ConversationRef & {
  t: 'read';
  orders?: number[];
  upTo?: number;
};

/** Asks who got and read a message of one's own. */
export type ReceiptsRequest = ConversationRef & {
  t: 'receipts';
  order: number;
  /** The last address of the page before. */
  after?: string;
  /** The last uid of the page before: good also when that user is deleted meanwhile. */
  afterUid?: number;
  /** Receipts in one answer. */
  limit?: number;
};

/** Replaces the content of a message of one's own. */
export type EditRequest = ConversationRef & {
  t: 'edit';
  order: number;
  content: Content;
};

/** Takes messages back. */
export type RetractRequest = ConversationRef & {
  t: 'retract';
  orders: number[];
  how: Retraction;
};

/** Deletes a conversation for oneself, up to that order. */
export type ClearRequest = ConversationRef & {
  t: 'clear';
  upTo: number;
};

/** Something of the moment: typing, a chat opened, or a number above 255 of the application. Never stored. */
export type PresenceSignal = Destination & {
  t: 'presence';
  /** 3 typing, 4 typing cleared, 10 joined, 11 left, or above 255. */
  presence: number;
  /** For the application. */
  value?: number;
  /** For the application. */
  interval?: number;
};

/** Asks who is online, and for word of changes from then on. */
export interface WatchRequest {
  t: 'watch';
  addresses: string[];
}

/** Ends that. */
export interface UnwatchRequest {
  t: 'unwatch';
  addresses: string[];
}

/** How this device counts for being online. */
export interface AvailabilityRequest {
  t: 'availability';
  /** Whether the app is in the foreground. */
  foreground?: boolean;
  /** 1 online while connected, 2 (default) while in the foreground too, 3 as `online` says. */
  mode?: 1 | 2 | 3;
  online?: boolean;
  /** Who sees it: 0 all, 1 contacts, 2 subscribers, 3 favourites, from 1000 the members of that group. */
  audience?: number;
}

/** Asks for conversations with their last message, newest first. */
export interface ConversationsRequest {
  t: 'conversations';
  limit?: number;
  /** The `next` of the page before. A time in ms is understood too: those with an older last message. */
  before?: number;
}

/**
 * Asks for messages of a conversation: the newest, those before an order (newest first), or those after one (oldest
 * first).
 */
export type HistoryRequest = ConversationRef & {
  t: 'history';
  before?: number;
  after?: number;
  limit?: number;
};

/** Asks for profiles of users and of groups. */
export interface ProfileGetRequest {
  t: 'profile.get';
  addresses?: string[];
  gids?: number[];
}

/**
 * Changes one's own profile. An absent member is unchanged; a `name` or `image` that is null or empty, or a field that
 * is null, is removed.
 */
export interface ProfileSetRequest {
  t: 'profile.set';
  name?: string | null;
  image?: string | null;
  fields?: Record<string, string | null>;
  /** A field with a level is only seen by contacts that were given it. */
  levels?: Record<string, number>;
}

/** Asks for one's contacts, by growing uid. */
export interface ContactsGetRequest {
  t: 'contacts.get';
  /** The last uid of the page before. */
  after?: number;
  /** Contacts in one answer, 1 to 1000, which is the default. */
  limit?: number;
}

/** Changes what one has noted about others. */
export interface ContactsSetRequest {
  t: 'contacts.set';
  contacts: ContactChange[];
}

/** Makes a group, of which one is the owner. */
export interface GroupCreateRequest {
  t: 'group.create';
  name: string;
  flags?: number;
  /** Seconds that the group lives. */
  expiry?: number;
  callFlags?: number;
  callDuration?: number;
  resolution?: number;
  image?: string | null;
  fields?: Record<string, string | null>;
  /** Addresses of the first members. */
  members?: string[];
  /** What these members may do. */
  permissions?: MemberRole;
}

/** Asks for a group that one is a member of. */
export interface GroupGetRequest {
  t: 'group.get';
  gid: number;
}

/** Asks for the groups that one is a member of, by growing gid. */
export interface GroupsGetRequest {
  t: 'groups.get';
  /** The last gid of the page before. */
  after?: number;
  /** Groups in one answer, 1 to 1000; default 200. */
  limit?: number;
}

/**
 * Changes a group. An absent member is unchanged; an `image` that is null or empty, or a field that is null, is
 * removed.
 */
export interface GroupSetRequest {
  t: 'group.set';
  gid: number;
  name?: string;
  flags?: number;
  expiry?: number;
  callFlags?: number;
  callDuration?: number;
  resolution?: number;
  image?: string | null;
  fields?: Record<string, string | null>;
}

/** Deletes a group. */
export interface GroupDeleteRequest {
  t: 'group.delete';
  gid: number;
}

/** Asks for the members of a group. */
export interface GroupMembersRequest {
  t: 'group.members';
  gid: number;
  /** The last address of the page before. */
  after?: string;
  /** The last uid of the page before: good also when that user is deleted meanwhile. */
  afterUid?: number;
  limit?: number;
}

/** Adds members, or changes what they may do. */
export interface GroupAddRequest {
  t: 'group.add';
  gid: number;
  members: string[];
  permissions?: MemberRole;
}

/** Removes members. */
export interface GroupRemoveRequest {
  t: 'group.remove';
  gid: number;
  members: string[];
}

/** Joins a group. */
export interface GroupJoinRequest {
  t: 'group.join';
  gid: number;
  /** One of its pins; not needed where the group lets in everybody (its flag 8). */
  pin?: number;
}

/** Leaves a group. */
export interface GroupLeaveRequest {
  t: 'group.leave';
  gid: number;
}

/** Makes a pin: a number by which others join. */
export interface GroupPinAddRequest {
  t: 'group.pin.add';
  gid: number;
  /** What those who join by it may do. */
  permissions?: MemberRole;
  /** Seconds that it is good; 0 or absent: for ever. */
  expiry?: number;
  /** Joins that it is good for; 0 or absent: any number. */
  count?: number;
}

/** Changes a pin. An absent member is unchanged. */
export interface GroupPinSetRequest {
  t: 'group.pin.set';
  gid: number;
  pin: number;
  permissions?: MemberRole;
  expiry?: number;
  count?: number;
}

/** Removes a pin. */
export interface GroupPinRemoveRequest {
  t: 'group.pin.remove';
  gid: number;
  pin: number;
}

/** Frames that are answered, each by the frame that `Answers` names, or by an error. */
export type Request =
  | LogoutRequest
  | TimeRequest
  | Send
  | CancelRequest
  | ScheduledRequest
  | ReadRequest
  | ReceiptsRequest
  | EditRequest
  | RetractRequest
  | ClearRequest
  | WatchRequest
  | UnwatchRequest
  | AvailabilityRequest
  | ConversationsRequest
  | HistoryRequest
  | ProfileGetRequest
  | ProfileSetRequest
  | ContactsGetRequest
  | ContactsSetRequest
  | GroupCreateRequest
  | GroupGetRequest
  | GroupsGetRequest
  | GroupSetRequest
  | GroupDeleteRequest
  | GroupMembersRequest
  | GroupAddRequest
  | GroupRemoveRequest
  | GroupJoinRequest
  | GroupLeaveRequest
  | GroupPinAddRequest
  | GroupPinSetRequest
  | GroupPinRemoveRequest;

/** Frames for whose answer nobody waits. */
export type Notice = Ping | Ack | PresenceSignal;

/** Everything that a client may send. */
export type ClientFrame = Hello | Request | Notice;

// ---------------------------------------------------------------------------------------------------- server to client

/** The login succeeded. */
export interface Welcome {
  t: 'welcome';
  /** Version of the protocol. */
  v: number;
  /** One's own profile. */
  user: Profile;
  app: AppInfo;
  /** Number of this device. */
  device: number;
  /** When the token ends, by the server's clock; 0 never. */
  expires?: number;
  /** The server's clock. */
  time: number;
  /** Delivery of entries starts after this one. */
  cursor: number;
  /** The newest entry. */
  head: number;
  /** The newest order in the whole server: what this device was not told of has that one at most. */
  order: number;
  /** Entries after the client's cursor are gone: reload by `conversations` and `history`. */
  cut: boolean;
  /** Seconds of silence after which a client sends a ping. */
  heartbeat: number;
  /** Those that one is a member of; with `groupPage` in `hello` no more than that. */
  groups: Group[];
  /** There are more groups: `groups.get` tells them. */
  moreGroups?: boolean;
  limits: ServerLimits;
}

/** The answer to a `ping`. */
export interface Pong {
  t: 'pong';
  time: number;
}

/** The server closes the connection: why, and what to do. */
export interface Bye {
  t: 'bye';
  code: number;
  name: string;
  advice: Advice;
  reason?: string;
}

/** Done. */
export interface Ok {
  t: 'ok';
  /** The server's clock, for who asked for it; of an edit, when it was done. */
  time?: number;
}

/** A request was refused. */
export interface ErrorFrame {
  t: 'error';
  code: number;
  name: string;
  /** For people who write clients: names what is wrong. */
  message: string;
  /** The message refused. */
  mid?: number;
  /** What became of the message refused: 0x80 or above. */
  status?: number;
  /** Why a group request was refused. */
  groupError?: number;
  advice: Advice;
}

/** A message is on the server's disk. */
export interface Sent {
  t: 'sent';
  mid: number;
  /** Absent for transient messages and those to be sent later. */
  order?: number;
  /** Absent for those to be sent later. */
  ts?: number;
  status: number;
  /** When the message will leave, for one sent with `when`. */
  scheduled?: number;
  /** True when this mid had been accepted before. */
  dup?: boolean;
}

/** A message. As an entry of the inbox it has a `seq`; transient ones and those of answers have none. */
export interface Message {
  t: 'message';
  seq?: number;
  from: string;
  /** Number of the user `from`. */
  fromUid?: number;
  /** Recipient's address in a one-to-one conversation, absent in a group. */
  to?: string;
  /** Number of the user `to`. */
  toUid?: number;
  gid?: number;
  mid: number;
  /** The server's acceptance number: the order of a conversation for everybody. Absent in transient ones. */
  order?: number;
  ts: number;
  type?: number;
  flags: number;
  /** Absent when the message was wiped or recalled. */
  content?: Content;
  /** Seconds after `ts`; absent when it is the default. */
  expiry?: number;
  replyTo?: number;
  thread?: number;
  forwarded?: boolean;
  age?: Age;
  /** Time of the last edit. */
  edited?: number;
  /** Sum of 1 wiped, 2 recalled. */
  state?: number;
  /** State of a message of one's own. */
  status?: number;
  /** In history: this user has read it. */
  read?: boolean;
  /** Of a message of one's own: the name that its sender gave it. */
  label?: string;
}

/** Receipts for a message of one's own, or another change of its state. */
export interface StatusEntry {
  t: 'status';
  seq: number;
  peer?: string;
  /** Number of the user `peer`. */
  peerUid?: number;
  gid?: number;
  /** Absent for a scheduled message that could not be sent at its time. */
  order?: number;
  mid: number;
  /** State of the message: that which all recipients have reached. */
  status?: number;
  /** Receipts that are new in this entry. */
  by?: MemberStatus[];
  /** How many recipients have it. */
  delivered: number;
  /** How many recipients have read it. */
  read: number;
  /** How many recipients it has. */
  of?: number;
  /** The name that its sender gave it. */
  label?: string;
}

/** The sender has changed a message. */
export interface EditedEntry {
  t: 'edited';
  seq: number;
  from: string;
  /** Number of the user `from`. */
  fromUid?: number;
  peer?: string;
  /** Number of the user `peer`. */
  peerUid?: number;
  gid?: number;
  order: number;
  mid: number;
  content?: Content;
  edited: number;
}

/** Messages are gone: taken back by their sender, deleted by this user's own devices, or too old. */
export interface RetractedEntry {
  t: 'retracted';
  seq: number;
  from?: string;
  /** Number of the user `from`. */
  fromUid?: number;
  peer?: string;
  /** Number of the user `peer`. */
  peerUid?: number;
  gid?: number;
  orders?: number[];
  /** With `clear`: all messages of the conversation up to this order. */
  upTo?: number;
  how: 'recall' | 'wipe' | 'both' | 'delete' | 'clear' | 'age';
}

/** Another device of this user has read these. */
export interface SeenEntry {
  t: 'seen';
  seq: number;
  peer?: string;
  /** Number of the user `peer`. */
  peerUid?: number;
  gid?: number;
  orders?: number[];
}

/** The messages that are to be sent later, in the sequence in which they were scheduled. */
export interface ScheduledAnswer {
  t: 'scheduled';
  messages: ScheduledMessage[];
  /** There is another page. */
  more?: boolean;
  /** Where there is: what the next request gives as `after`. */
  next?: number;
}

/** Who got and read a message. */
export interface ReceiptsAnswer {
  t: 'receipts';
  /** How many recipients it has. */
  of?: number;
  delivered: number;
  read: number;
  by: Receipt[];
  /** There is another page. */
  more?: boolean;
}

/** Conversations, newest first. */
export interface ConversationsAnswer {
  t: 'conversations';
  conversations: ConversationSummary[];
  more?: boolean;
  /** Where there are more: what the next request gives as `before`. */
  next?: number;
}

/** Messages of a conversation. */
export interface HistoryAnswer {
  t: 'history';
  messages: Message[];
  more: boolean;
  /** Older ones went by retention. */
  cut?: boolean;
}

/** Something of the moment about another user. */
export interface PresenceNotice {
  t: 'presence';
  from: string;
  /** Number of the user `from`. */
  fromUid?: number;
  /** The group in which it happens. */
  gid?: number;
  /** 1 online, 2 offline, 3 typing, 4 typing cleared, 10 joined, 11 left, or above 255. */
  presence: number;
  value?: number;
  interval?: number;
  /** When the user stopped being online; only with 2. */
  lastSeen?: number;
}

/** Who is online. */
export interface PresencesAnswer {
  t: 'presences';
  users: UserPresence[];
}

/** The profile of a watched user has changed, or one of one's own; the user was made, or is gone (`exists` false). */
export interface ProfileNotice {
  t: 'profile';
  profile: Profile;
}

/** Profiles, in the order in which they were asked for. */
export interface ProfilesAnswer {
  t: 'profiles';
  profiles: (Profile | GroupProfile)[];
  /** The rest did not fit into this frame: to be asked for again. */
  more?: boolean;
}

/** Contacts, as they are now. Without an id: another device of the user has changed them. */
export interface ContactsAnswer {
  t: 'contacts';
  contacts: Contact[];
  /** Of `contacts.get`: there is another page. */
  more?: boolean;
}

/** A group, as it is now. */
export interface GroupAnswer {
  t: 'group';
  group: Group;
}

/** Groups that one is a member of, by growing gid. */
export interface GroupsAnswer {
  t: 'groups';
  groups: Group[];
  /** There is another page. */
  more?: boolean;
}

/** Members of a group. */
export interface MembersAnswer {
  t: 'members';
  gid: number;
  members: Member[];
  more?: boolean;
}

/** Something changed in a group. */
export interface GroupEvent {
  t: 'groupEvent';
  gid: number;
  event: 'added' | 'removed' | 'settings' | 'deleted' | 'joined' | 'left';
  /** Who did it. */
  by?: string;
  /** Number of the user `by`. */
  byUid?: number;
  /** Whom it concerns. */
  addresses?: string[];
  /** Numbers of these users, in the same order. */
  uids?: number[];
  /** True number of addresses when the list is cut. */
  count?: number;
  /** How many the group has now; absent where it was deleted. */
  members?: number;
  /** The group as it is now, where that concerns the receiver. */
  group?: Group;
}

/** What has a `seq`: delivered exactly once, in order. */
export type Entry = (Message & { seq: number }) | StatusEntry | EditedEntry | RetractedEntry | SeenEntry;

/** The answer to each request, by its `t`. */
export interface Answers {
  logout: Ok;
  time: Ok;
  send: Sent;
  cancel: Ok;
  scheduled: ScheduledAnswer;
  read: Ok;
  receipts: ReceiptsAnswer;
  edit: Ok;
  retract: Ok;
  clear: Ok;
  watch: PresencesAnswer;
  unwatch: Ok;
  availability: Ok;
  conversations: ConversationsAnswer;
  history: HistoryAnswer;
  'profile.get': ProfilesAnswer;
  'profile.set': Ok;
  'contacts.get': ContactsAnswer;
  'contacts.set': ContactsAnswer;
  'group.create': GroupAnswer;
  'group.get': GroupAnswer;
  'groups.get': GroupsAnswer;
  'group.set': GroupAnswer;
  'group.delete': Ok;
  'group.members': MembersAnswer;
  'group.add': Ok;
  'group.remove': Ok;
  'group.join': GroupAnswer;
  'group.leave': Ok;
  'group.pin.add': GroupAnswer;
  'group.pin.set': GroupAnswer;
  'group.pin.remove': GroupAnswer;
}

/** Everything that the server may send. */
export type ServerFrame =
  | Welcome
  | Pong
  | Bye
  | Ok
  | ErrorFrame
  | Sent
  | Message
  | StatusEntry
  | EditedEntry
  | RetractedEntry
  | SeenEntry
  | ScheduledAnswer
  | ReceiptsAnswer
  | ConversationsAnswer
  | HistoryAnswer
  | PresenceNotice
  | PresencesAnswer
  | ProfileNotice
  | ProfilesAnswer
  | ContactsAnswer
  | GroupAnswer
  | GroupsAnswer
  | MembersAnswer
  | GroupEvent;

export type Platform = NonNullable<Hello['platform']>;

/** What a group is: all that `group.set` can change. */
export type GroupSettings = Omit<GroupSetRequest, 't' | 'gid'>;

export type AnswerTo<R extends Request> = Answers[R['t']];
export type Answer = Answers[keyof Answers];
