import type { CloseMeaning } from './close.js';
import type {
  ContactsAnswer,
  EditedEntry,
  Entry,
  ErrorFrame,
  GroupEvent,
  Message,
  Platform,
  PresenceNotice,
  ProfileNotice,
  RetractedEntry,
  SeenEntry,
  Send,
  StatusEntry,
  Welcome,
} from './frames.js';
import type { WebSocketConstructor } from './link.js';

export interface ConnectOptions {
  /** The app id for which a v1 token was issued. */
  app?: string;
  platform?: Platform;
  /** The last entry that this client has safely kept. Absent: the server's own record of this device. */
  cursor?: number;
  /** Name and version of the application. */
  client?: string;
  foreground?: boolean;
  /** Makes entries safe before they are handed out and acknowledged: all that have come, in order. */
  keep?: (entries: readonly Entry[]) => void | Promise<void>;
  /** Default: the global `WebSocket`. */
  webSocket?: WebSocketConstructor;
}

/** Where the connection stands. From `stopped` only another `connect` leads on. */
export type Connection =
  | ({ state: 'offline' } & NoEnd)
  | ({ state: 'connecting' } & NoEnd)
  | ({ state: 'online' } & NoEnd)
  | ({ state: 'waiting'; retryAt: number; code: number } & NoEnd)
  | ({ state: 'stopped' } & CloseMeaning);

/** Has none of what a connection says that has stopped. */
export type NoEnd = { [member in Exclude<keyof CloseMeaning, 'code'>]?: undefined };

export interface ClientEvents {
  connection: Connection;
  welcome: Welcome;
  message: Message;
  status: StatusEntry;
  edited: EditedEntry;
  retracted: RetractedEntry;
  seen: SeenEntry;
  presence: PresenceNotice;
  profile: ProfileNotice;
  /** Another device of this user changed them. */
  contacts: ContactsAnswer;
  groupEvent: GroupEvent;
  /** An error that belongs to no request. */
  error: ErrorFrame;
}

/** What `send` takes: a message, with a `mid` of one's own or without. */
export type OutgoingMessage = Send extends infer S ? (S extends Send ? Omit<S, 't' | 'mid'> & { mid?: number } : never) : never;
