import type { Connection } from '../wire/client.js';
import type { ErrorFrame, GroupEvent } from '../wire/frames.js';
import type { Conversation } from './conversation.js';
import type { ChatGroup } from './group.js';
import type { ChatMessage } from './message.js';
import type { Person } from './person.js';
import type { StorageState } from './vault.js';

/** A receipt of one member that is new. */
export interface NewReceipt {
  person: Person;
  status: number;
  /** When, in ms of the server's clock. */
  at: number;
}

/** What happened to a message, besides its status. */
export type Change =
  /** New content from its sender. */
  | 'edited'
  /** Recalled or wiped: a tombstone stays. */
  | 'retracted'
  /** Gone from this device: deleted, cleared or disappeared. The object stays usable, `removed` is true. */
  | 'removed'
  /** Its file was uploaded, or its upload failed. */
  | 'file';

/** The events of a `Chat`. Objects and lists are up to date before a listener is called. */
export interface ChatEvents {
  /** `online` is said after the groups and the own profile are known. */
  connection: Connection;
  /** A message that is new here: received, sent here, or sent by another device of this user. */
  message: ChatMessage;
  /** The status of an own message moved on; `receipts` are those that moved it. */
  status: { message: ChatMessage; receipts: NewReceipt[] };
  changed: { message: ChatMessage; what: Change };
  /** Bytes of the message's file that the server has. */
  progress: { message: ChatMessage; sent: number; total: number };
  presence: PresenceEvent;
  /** A name, picture, field or contact setting changed. */
  profile: Person;
  /** Last message, unread count, draft or order in the list changed. */
  conversation: Conversation;
  /** Settings, members or the own role changed. `event` is absent when that was learnt at login. */
  group: { group: ChatGroup; event?: GroupEvent };
  /** Everything that waited on the server has been received; `cut`: older entries were lost to retention. */
  synced: { cut: boolean };
  /** What is new is kept on this device, or not (any more); see `Chat.storage`. */
  storage: StorageState;
  /** Something went wrong that no call answers for. The chat goes on as well as it can. */
  error: ChatError;
}

export interface PresenceEvent {
  person: Person;
  group: ChatGroup | undefined;
  /** `Presence`, or a number of the application above 255. */
  presence: number;
  value?: number;
  interval?: number;
}

export interface ChatError {
  /** `storage`: nothing new is kept on this device. `upload`: a file. `token`: no token came. `server`: it complained. */
  kind: 'storage' | 'upload' | 'token' | 'server' | 'sync';
  message: string;
  cause?: unknown;
  frame?: ErrorFrame;
}
