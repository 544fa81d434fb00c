import { NO_WEBSOCKET, type Connection } from '../wire/client.js';
import type { Listener } from '../wire/events.js';
import { feature } from '../wire/features.js';
import type { AnswerTo, Contact, GroupSettings, Request } from '../wire/frames.js';
import type { Conversation } from './conversation.js';
import type { UploadedFile, UploadOptions } from './draft.js';
import type { ChatEvents } from './events.js';
import type { ChatGroup, Permissions } from './group.js';
import type { ChatMessage } from './message.js';
import { Engine } from './engine.js';
import type { ChatOptions } from './options.js';
import type { Person, Self } from './person.js';
import { search } from './search.js';
import type { StorageState } from './vault.js';

const FINISH_MS = 5_000;

/** Members that a new group has from the start, and what they may do. */
export interface NewGroup extends GroupSettings {
  name: string;
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
  readonly #engine: Engine;

  /** Does nothing yet. Throws a `TypeError` when an option makes no sense. */
  constructor(options: ChatOptions) {
    if (typeof options.token !== 'function' && (typeof options.token !== 'string' || options.token === '')) {
      throw new TypeError('token: a token is needed, or a function that gets one');
    }
    this.#engine = new Engine(options);
    if (options.webSocket === undefined && feature('WebSocket') === undefined) throw new TypeError(NO_WEBSOCKET);
  }

  /** Calls `listener` at every `name` until the returned function is called. What it throws or rejects is reported only. */
  on<K extends keyof ChatEvents>(name: K, listener: Listener<ChatEvents[K]>): () => void {
    return this.#engine.events.on(name, listener);
  }

  /** Opens the local store and does not connect: what is known offline can be read, and written for later. */
  open(): Promise<void> {
    return this.#engine.session.open();
  }

  /** Opens the local store and connects. Resolves when the store is open: what is known offline can be read from then on. */
  start(): Promise<void> {
    return this.#engine.session.start();
  }

  /**
   * Ends the connection; the local store and what waits to be sent stay. `start` goes on. Where nothing is kept on this
   * device, nothing more is taken, and the connection ends when the server has all that was sent, or after 5 s: a bot
   * that is stopped so and started again has answered everything once.
   */
  async stop(): Promise<void> {
    if (this.storage === 'memory') await this.#engine.session.finish(FINISH_MS);
    this.#engine.session.stop();
  }

  /** Ends the session and deletes what this device keeps. `revoke` also makes the token worthless. */
  logout(options: { revoke?: boolean } = {}): Promise<void> {
    return this.#engine.session.logout(options.revoke ?? false);
  }

  /** Does not wait for the next attempt to connect; on a connection that is up, finds out whether it is alive. */
  reconnect(): void {
    this.#engine.session.line.reconnect();
  }

  get connection(): Connection {
    return this.#engine.session.connection;
  }

  get online(): boolean {
    return this.connection.state === 'online';
  }

  /** Resolves when online; rejects when the connection stopped for good. */
  whenOnline(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (connection: Connection): void => {
        if (connection.state === 'online') resolve();
        else if (connection.state === 'stopped') reject(new Error(`not connected: ${connection.name}: ${connection.reason}`));
        else return;
        stop();
      };
      const stop = this.on('connection', look);
      look(this.connection);
    });
  }

  /**
   * Whether what is new is kept on this device. `full`: there is no room, so nothing new is taken: what comes waits on
   * the server, and `send` fails, until there is room again. `memory`: it is kept as long as this object.
   */
  get storage(): StorageState {
    return this.#engine.vault.state;
  }

  /** When the token ends, in ms of the server's clock; undefined: never, or not known before the first login. */
  get tokenExpires(): number | undefined {
    return this.#engine.session.expires;
  }

  /** The server's clock, in ms, as well as it is known here. */
  now(): number {
    return this.#engine.session.now();
  }

  /** This user. The address is empty until the first login on this device. */
  get self(): Self {
    return this.#engine.self;
  }

  /** All conversations with a message, a draft or a group behind them, the one with the newest activity first. A new array. */
  conversations(): Conversation[] {
    const { registry } = this.#engine;
    return registry
      .conversations()
      .filter(({ row, object }) => row.last !== undefined || row.draft !== undefined || object.group?.joined === true)
      .sort((a, b) => b.row.activity - a.row.activity)
      .map(({ object }) => object);
  }

  /** Loads the next page of the list from the server; resolves to whether there is more. */
  moreConversations(): Promise<boolean> {
    return this.#engine.session.line.moreConversations();
  }

  /** Sum of all unread messages. */
  get unread(): number {
    return this.#engine.registry.conversations().reduce((sum, { object }) => sum + object.unread, 0);
  }

  /** The conversation with a person (an address) or in a group (its gid). */
  conversation(with_: string | number): Conversation {
    return this.#engine.conversation(typeof with_ === 'number' ? `g:${with_}` : `u:${with_}`);
  }

  /** Somebody; what is not known yet is fetched, then comes the event `profile`. */
  person(address: string): Person {
    return this.#engine.person(address);
  }

  /** Everybody who is known on this device, by address. */
  people(): Person[] {
    const people = this.#engine.registry.people().map(({ object }) => object);
    return people.sort((a, b) => (a.address < b.address ? -1 : 1));
  }

  /** The contact list, from this device. */
  contacts(): Person[] {
    return this.people().filter((person) => person.isContact);
  }

  /** Changes the contact list; who does not exist has `exists` false afterwards. */
  setContacts(contacts: readonly (Pick<Contact, 'address'> & Partial<Contact>)[]): Promise<Person[]> {
    return this.#engine.roster.setContacts(contacts);
  }

  /** Which of these addresses are users; asks the server. */
  async lookUp(addresses: readonly string[]): Promise<Person[]> {
    await this.#engine.roster.fetch(addresses, []);
    return addresses.map((address) => this.person(address)).filter((person) => person.exists === true);
  }

  /** A group, known or not. */
  group(gid: number): ChatGroup {
    return this.#engine.group(gid);
  }

  /** The groups of which this user is a member. */
  groups(): ChatGroup[] {
    return this.#engine.registry.groups().filter(({ row }) => row.joined).map(({ object }) => object);
  }

  createGroup(settings: NewGroup): Promise<ChatGroup> {
    return this.#engine.groups.create(settings);
  }

  /**
   * Joins a group: by one of its pins, or without where it lets in everybody (`GroupFlag.AutoAddMember`). Rejects with
   * `Refused`, whose `groupError` says why: 3 the pin is wrong, 4 it takes a pin.
   */
  joinGroup(gid: number, pin?: number): Promise<ChatGroup> {
    return this.#engine.groups.join(gid, pin);
  }

  /** A message on this device. */
  message(mid: number): Promise<ChatMessage | undefined> {
    return this.#engine.messageByMid(mid);
  }

  /** Messages on this device whose text, title or file name contains `text`, whatever the case and the way of writing; `findIn` tells where. */
  search(text: string, options: SearchOptions = {}): Promise<SearchPage> {
    return search(this.#engine.vault, text, options, (row) => this.#engine.message(row));
  }

  /** Removes messages for this user, on all devices. */
  delete(messages: readonly ChatMessage[]): Promise<void> {
    return this.#engine.retract(messages.map((message) => this.#engine.registry.rowOf(message)), 'delete');
  }

  /** Uploads a file without sending it. */
  upload(file: Blob, options: UploadOptions = {}): Promise<UploadedFile> {
    return this.#engine.files.upload(file, options);
  }

  /** An address from which a file of the server can be read without a token, for `<img>` and links; may expire. */
  fileUrl(url: string): Promise<string> {
    return this.#engine.files.url(url);
  }

  /** A value that this device keeps for the application. */
  getKey(name: string): Promise<unknown> {
    return this.#engine.vault.key(`app:${name}`);
  }

  /** `undefined` removes it. */
  setKey(name: string, value: unknown): Promise<void> {
    const key = `app:${name}`;
    return this.#engine.vault.write(['keys'], async (tx) =>
      value === undefined ? tx.delete('keys', key) : tx.put('keys', { name: key, value }),
    );
  }

  /**
   * Tells whether the app is in the foreground: others see it, and read receipts wait for it. In a page this follows
   * its visibility by itself.
   */
  setForeground(foreground: boolean): void {
    this.#engine.session.setForeground(foreground);
  }

  /** Any request of the wire protocol. */
  request<R extends Request>(request: R): Promise<AnswerTo<R>> {
    return this.#engine.request(request);
  }
}
