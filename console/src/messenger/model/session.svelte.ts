import {
  Chat,
  Presence,
  type ChatError,
  type ChatMessage,
  type Connection,
  type Conversation,
  type GroupMember,
  type Person,
  type PresenceEvent,
} from 'carillon-client';
import { messageOf } from './action.svelte.js';
import { changed, live } from './live.svelte.js';
import { notify } from './notices.svelte.js';
import { Timeline } from './timeline.svelte.js';

const MEMBERS_SHOWN = 200;

export interface Someone {
  address: string;
  name: string;
}

/** How a session gets its access token; `fresh` when the server does not take the one it got. */
export type TokenSource = (fresh: boolean) => Promise<string>;

/** One user's window: the `Chat` behind it, which chat is open, and what to tell the screen when something changes. */
export class Session {
  readonly address: string;
  /** Of the server, such as `https://chat.example.com`. */
  readonly url: string;
  readonly chat: Chat;
  connection = $state.raw<Connection>({ state: 'offline' });
  /** The first page of the list of chats has come from the server. */
  loaded = $state(false);
  hasMore = $state(false);
  /** What failed last, for people. */
  problem = $state<string>();
  /** Why there is no access token. */
  refusal = $state<string>();
  open = $state.raw<Conversation>();
  timeline = $state.raw<Timeline>();
  /** How often the user chose a chat; it may have been the one that was open. */
  selections = $state(0);
  /** Of the open group. */
  members = $state.raw<GroupMember[]>([]);
  #list = $state.raw<Conversation[]>([]);
  #listing = false;
  #visible = false;
  #hasToken = false;
  readonly #uploads = new WeakMap<ChatMessage, { sent: number; total: number }>();
  /** Who knows that this user has the open chat open. */
  readonly #told = new Set<string>();

  /** The chats, the one with the newest activity first; an open one without any is there, too. */
  readonly list = $derived(
    this.open === undefined || this.#list.includes(this.open) ? this.#list : [this.open, ...this.#list],
  );
  readonly unread = $derived(this.#list.reduce((sum, conversation) => sum + live(conversation).unread, 0));

  constructor(address: string, url: string, token: TokenSource) {
    this.address = address;
    this.url = new URL(url).origin;
    this.chat = new Chat({
      url,
      database: `carillon-messenger-${address}`,
      tabs: 'shared',
      client: 'carillon-messenger/0.1',
      token: () => this.#token(token),
    });
    this.#listen();
  }

  get name(): string {
    return live(this.chat.self).title || this.address;
  }

  async start(): Promise<void> {
    await this.chat.start().catch((error: unknown) => (this.problem = messageOf(error)));
    this.#listChanged();
  }

  close(): void {
    this.timeline?.close();
    void this.chat.stop();
  }

  /** Comes back after another device has taken the login over. */
  async useHere(): Promise<void> {
    this.#hasToken = false;
    await this.chat.stop();
    await this.start();
    await this.timeline?.load();
  }

  /** Opens a chat, or closes the open one; `chosen` by the user, who then wants to write. */
  select(conversation: Conversation | undefined, chosen = true): void {
    if (chosen) this.selections++;
    if (conversation === this.open) return;
    this.#leave();
    this.timeline?.close();
    this.open = conversation;
    this.timeline = conversation && new Timeline(this.chat, conversation);
    this.members = [];
    this.#attend();
    void this.loadMembers();
  }

  /** Opens the chat of a message at that message. */
  async show(message: ChatMessage): Promise<void> {
    this.select(message.conversation, false);
    if ((await this.timeline?.jump(message)) === false) this.problem = 'This message can not be loaded now.';
  }

  /** Tells whether somebody can see this window: read receipts depend on it. */
  setVisible(visible: boolean): void {
    if (this.#visible === visible) return;
    if (!visible) this.#leave();
    this.#visible = visible;
    this.#attend();
  }

  async moreConversations(): Promise<void> {
    await this.attempt(async () => {
      this.hasMore = await this.chat.moreConversations();
      this.loaded = true;
    });
  }

  /** An address for `<img>` and links. Waits for the login, which needs the token first. */
  async fileUrl(url: string): Promise<string> {
    await this.chat.whenOnline();
    return this.chat.fileUrl(url);
  }

  isOnline(person: Person): boolean {
    return live(person).online === true || (person.isSelf && this.connection.state === 'online');
  }

  /** How far the file of a message is uploaded. */
  uploadOf(message: ChatMessage): { sent: number; total: number } | undefined {
    return this.#uploads.get(live(message));
  }

  /** Runs what may be refused, and says so over the window. */
  async attempt(action: () => unknown): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.problem = messageOf(error);
    }
  }

  async #token(source: TokenSource): Promise<string> {
    const token = await source(this.#hasToken);
    this.#hasToken = true;
    return token;
  }

  // ------------------------------------------------------------------------------------------------ what happens

  #listen(): void {
    const { chat } = this;
    chat.on('connection', (connection) => this.#connected(connection));
    chat.on('message', (message) => this.#came(message));
    chat.on('status', ({ message }) => changed(message));
    chat.on('changed', ({ message, what }) => {
      if (what === 'file') this.#uploads.delete(message);
      changed(message, message.conversation);
    });
    chat.on('progress', ({ message, sent, total }) => {
      this.#uploads.set(message, { sent, total });
      changed(message);
    });
    chat.on('presence', (event) => this.#presence(event));
    chat.on('profile', (person) => changed(person));
    chat.on('conversation', (conversation) => {
      changed(conversation);
      this.#listChanged();
    });
    chat.on('group', ({ group }) => {
      changed(group, group.conversation);
      this.#listChanged();
      if (group.conversation === this.open) void this.loadMembers();
    });
    chat.on('error', (error) => this.#failed(error));
  }

  #connected(connection: Connection): void {
    this.connection = connection;
    changed(this.open);
    if (connection.state !== 'online') return this.#told.clear();
    this.problem = undefined;
    this.refusal = undefined;
    changed(this.chat.self);
    if (!this.loaded) void this.moreConversations();
    void this.loadMembers();
    if (this.timeline !== undefined && this.timeline.messages.length === 0) void this.timeline.load();
  }

  #came(message: ChatMessage): void {
    const { conversation } = message;
    changed(conversation);
    if (message.own) return;
    if (this.#attends(conversation)) return void conversation.markRead();
    if (conversation === this.open) this.timeline?.unread(message);
    notify(message, () => this.select(conversation));
  }

  #presence({ person, group, presence }: PresenceEvent): void {
    const conversation = (group ?? person).conversation;
    changed(person, conversation, this.open);
    if (presence === Presence.Offline || presence === Presence.Left) this.#told.delete(person.address);
    if (presence !== Presence.Joined || group !== undefined || !this.#attends(conversation)) return;
    if (this.#told.has(person.address)) return;
    this.#told.add(person.address); // who opens the chat was not there to hear that it is open here
    conversation.sendJoined();
  }

  #failed({ kind, message }: ChatError): void {
    if (kind === 'token') this.refusal = message;
    else if (kind !== 'upload') this.problem = message; // a message says itself that its file was not uploaded
  }

  /** Many conversations may change at once: the list is made anew once. */
  #listChanged(): void {
    if (this.#listing) return;
    this.#listing = true;
    queueMicrotask(() => {
      this.#listing = false;
      this.#list = this.chat.conversations();
    });
  }

  // --------------------------------------------------------------------------------------------------- attention

  #attends(conversation: Conversation): boolean {
    return this.#visible && this.open === conversation;
  }

  #attend(): void {
    const { open } = this;
    if (open === undefined || !this.#visible) return;
    open.sendJoined();
    // first what one sees: many may be unread
    void this.timeline?.ready.then(() => (this.#attends(open) ? open.markRead() : undefined));
  }

  #leave(): void {
    if (this.#visible) {
      this.open?.sendLeft();
      this.timeline?.left();
    }
    this.#told.clear();
  }

  /** Reads the members of the open group. */
  async loadMembers(): Promise<void> {
    const group = this.open?.group;
    if (group?.joined !== true) return;
    const page = await group.members({ limit: MEMBERS_SHOWN }).catch(() => undefined);
    if (page === undefined || group !== this.open?.group) return;
    // asking for them fetches the names of those who are new here; watching tells what changes, and who is online
    for (const { person } of page.members) if (!person.isSelf) this.chat.person(person.address).watch();
    this.members = page.members;
  }
}
