import type { Connection } from '../wire/client.js';
import { Events, type Listener } from '../wire/events.js';
import type { AnswerTo, Contact, GroupSettings, Request } from '../wire/frames.js';
import type { Conversation } from './conversation.js';
import type { Core } from './core.js';
import type { UploadedFile, UploadOptions } from './draft.js';
import type { ChatEvents } from './events.js';
import type { ChatGroup, Permissions } from './group.js';
import type { ChatMessage } from './message.js';
import { addressOf, type ChatOptions } from './options.js';
import type { Person, Self } from './person.js';

/** Members that a new group has from the start, and what they may do. */
export interface NewGroup extends GroupSettings {
  members?: string[];
  permissions?: Permissions;
}

export interface SearchOptions {
  /** Only in this conversation. */
  conversation?: Conversation;
  /** Default 50. */
  limit?: number;
  /** Goes on where the last page ended. */
  next?: SearchPosition | undefined;
  signal?: AbortSignal;
}

/** Where a search goes on. Opaque. */
export interface SearchPosition {
  readonly conv: string;
  readonly order: number;
}

export interface SearchPage {
  /** Newest first within a conversation. */
  messages: ChatMessage[];
  /** Absent: everything was searched. */
  next?: SearchPosition;
}

/**
 * One user of Carillon on this device: connection, local history, conversations, people, groups and files.
 *
 * It promises: a message given to `send` is stored here, survives a reload, and is on the server exactly once in
 * the end; what the server has for this user is stored here exactly once and in order, together with the place up
 * to which that is so, before it is acknowledged; the same message, conversation, person or group is always the same
 * object, up to date before a listener is called.
 */
export class Chat {
  readonly #options: ChatOptions;
  readonly #events = new Events<ChatEvents>();
  #core: Core | undefined;

  /** Does nothing yet. Throws a `TypeError` when an option makes no sense. */
  constructor(options: ChatOptions) {
    addressOf(options.url);
    this.#options = options;
  }

  /** Calls `listener` at every `name` until the returned function is called. What it throws or rejects is reported only. */
  on<K extends keyof ChatEvents>(name: K, listener: Listener<ChatEvents[K]>): () => void {
    return this.#events.on(name, listener);
  }

  /** Opens the local store and connects. Resolves when the store is open: what is known offline can be read from then on. */
  start(): Promise<void> {
    return Promise.reject(new Error('not there yet'));
  }

  /** Ends the connection; the local store and what waits to be sent stay. `start` goes on. */
  stop(): Promise<void> {
    return Promise.reject(new Error('not there yet'));
  }

  /** Ends the session and deletes what this device keeps. `revoke` also makes the token worthless. */
  logout(_options: { revoke?: boolean } = {}): Promise<void> {
    return Promise.reject(new Error('not there yet'));
  }

  /** Does not wait for the next attempt to connect; on a connection that is up, finds out whether it is alive. */
  reconnect(): void {
    throw new Error('not there yet');
  }

  get connection(): Connection {
    return { state: 'offline' };
  }

  get online(): boolean {
    return this.connection.state === 'online';
  }

  /** Resolves when online; rejects when the connection stopped for good. */
  whenOnline(): Promise<void> {
    return Promise.reject(new Error('not there yet'));
  }

  /** The server's clock, in ms, as well as it is known here. */
  now(): number {
    return Date.now();
  }

  /** This user. The address is empty until the first login on this device. */
  get self(): Self {
    return this.#known.self;
  }

  /** All conversations with a message, a draft or a group behind them, the one with the newest activity first. A new array. */
  conversations(): Conversation[] {
    throw new Error('not there yet');
  }

  /** Loads the next page of the list from the server; resolves to whether there is more. */
  moreConversations(): Promise<boolean> {
    return Promise.reject(new Error('not there yet'));
  }

  /** Sum of all unread messages. */
  get unread(): number {
    return 0;
  }

  /** The conversation with a person (an address) or in a group (its gid). */
  conversation(with_: string | number): Conversation {
    return this.#known.conversation(typeof with_ === 'number' ? `g:${with_}` : `u:${with_}`);
  }

  /** Somebody; what is not known yet is fetched, then comes the event `profile`. */
  person(address: string): Person {
    return this.#known.person(address);
  }

  /** Everybody who is known on this device, by address. */
  people(): Person[] {
    throw new Error('not there yet');
  }

  /** The contact list, from this device. */
  contacts(): Person[] {
    return this.people().filter((person) => person.isContact);
  }

  /** Changes the contact list; who does not exist has `exists` false afterwards. */
  setContacts(contacts: readonly (Pick<Contact, 'address'> & Partial<Contact>)[]): Promise<Person[]> {
    return this.#known.roster.setContacts(contacts);
  }

  /** Which of these addresses are users; asks the server. */
  lookUp(_addresses: readonly string[]): Promise<Person[]> {
    return Promise.reject(new Error('not there yet'));
  }

  /** A group, known or not. */
  group(gid: number): ChatGroup {
    return this.#known.group(gid);
  }

  /** The groups of which this user is a member. */
  groups(): ChatGroup[] {
    throw new Error('not there yet');
  }

  createGroup(_settings: NewGroup): Promise<ChatGroup> {
    return Promise.reject(new Error('not there yet'));
  }

  /** Joins a group; `pin` where it asks for one. Rejects with `Refused`, whose `groupError` says why. */
  joinGroup(_gid: number, _pin?: number): Promise<ChatGroup> {
    return Promise.reject(new Error('not there yet'));
  }

  /** A message on this device. */
  message(mid: number): Promise<ChatMessage | undefined> {
    return this.#known.messageByMid(mid);
  }

  /** Messages on this device whose text, title or file name contains `text`, whatever the case. */
  search(_text: string, _options: SearchOptions = {}): Promise<SearchPage> {
    return Promise.reject(new Error('not there yet'));
  }

  /** Removes messages for this user, on all devices. */
  delete(_messages: readonly ChatMessage[]): Promise<void> {
    return Promise.reject(new Error('not there yet'));
  }

  /** Uploads a file without sending it. */
  upload(_file: Blob, _options: UploadOptions = {}): Promise<UploadedFile> {
    return Promise.reject(new Error('not there yet'));
  }

  /** An address from which a file of the server can be read without a token, for `<img>` and links; may expire. */
  fileUrl(_url: string): Promise<string> {
    return Promise.reject(new Error('not there yet'));
  }

  /** A value that this device keeps for the application. */
  getKey(_name: string): Promise<unknown> {
    return Promise.reject(new Error('not there yet'));
  }

  /** `undefined` removes it. */
  setKey(_name: string, _value: unknown): Promise<void> {
    return Promise.reject(new Error('not there yet'));
  }

  /**
   * Tells whether the app is in the foreground: others see it, and read receipts wait for it. In a page this follows
   * its visibility by itself.
   */
  setForeground(_foreground: boolean): void {
    throw new Error('not there yet');
  }

  /** Any request of the wire protocol. */
  request<R extends Request>(request: R): Promise<AnswerTo<R>> {
    return this.#known.request(request);
  }

  get #known(): Core {
    if (this.#core === undefined) throw new Error(`not there yet: ${this.#options.url}`);
    return this.#core;
  }
}
