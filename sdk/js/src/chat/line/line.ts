import type { Connection } from '../../wire/client.js';
import type { AnswerTo, Content, Message, Notice, Profile, Request, Retraction, UserPresence } from '../../wire/frames.js';
import type { StoreChange } from '../changes.js';
import type { ChatError } from '../events.js';
import type { Groups } from '../groups.js';
import type { ChangeByOthers } from '../options.js';
import type { Roster } from '../roster.js';
import type { ConversationKey, MessageRow } from '../rows.js';
import type { Vault } from '../vault.js';

/** What a tab asks of the connection, which may be in another tab: all of it is plain data. */
export interface Line {
  request<R extends Request>(request: R): Promise<AnswerTo<R>>;
  notify(notice: Notice): void;
  /** Loads a page of a conversation's history from before an order into the store. */
  older(conv: ConversationKey, before: number, limit: number): Promise<void>;
  /** Loads the next page of the list of conversations; resolves to whether there is more. */
  moreConversations(): Promise<boolean>;
  edit(conv: ConversationKey, order: number, content: Content): Promise<void>;
  takeBack(conv: ConversationKey, orders: number[], how: Exclude<Retraction, 'delete'>): Promise<void>;
  /** Removes messages for this user: here at once, on the server as soon as it can be reached. */
  remove(conv: ConversationKey, places: number[]): Promise<void>;
  clear(conv: ConversationKey): Promise<void>;
  markRead(conv: ConversationKey, orders: number[] | undefined, upTo: number | undefined): Promise<void>;
  /** Something new lies in the outbox. */
  wake(): void;
  /** Stops the upload of an unsent message. */
  cancelUpload(place: number): Promise<void>;
  /** The server's state of these people, and every change from now on. */
  watch(addresses: string[]): Promise<UserPresence[]>;
  unwatch(addresses: string[]): void;
  /** Whether somebody sees this tab. */
  visible(tab: string, visible: boolean): void;
  reconnect(): void;
  logout(revoke: boolean): Promise<void>;
}

/** What whoever holds the connection needs of the rest. */
export interface Hub {
  readonly vault: Vault;
  readonly roster: Roster;
  readonly groupList: Groups;
  readonly wsUrl: string;
  /** The own address; empty before the first login. */
  readonly me: string;
  token(): Promise<string>;
  /** Whether what its sender does to a message counts on this device. */
  allows(row: MessageRow, how: ChangeByOthers): boolean;
  /** The server said who this is. False: the session goes on in another store, with another connection. */
  loggedIn(user: Profile, app: number, expires: number | undefined): Promise<boolean>;
  /** How far the store has the inbox. */
  kept(cursor: number): void;
  /** A message that is never stored. */
  transient(message: Message): void;
  /** Has happened in no transaction. */
  publish(changes: readonly StoreChange[]): void;
  /** `time`: the server's clock now. */
  connection(connection: Connection, time?: number): void;
  error(error: ChatError): void;
}
