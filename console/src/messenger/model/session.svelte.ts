import {
  Chat,
  Presence,
  type ChatError,
  type ChatGroup,
  type ChatMessage,
  type Connection,
  type Conversation,
  type GroupEvent,
  type GroupMember,
  type Person,
  type PresenceEvent,
} from 'carillon-client';
import { untrack } from 'svelte';
import { plainName } from './characters.js';
import { now } from './clock.svelte.js';
import { changed, live } from './live.svelte.js';
import { nameOf } from './names.js';
import { notify } from './notices.svelte.js';
import { episodeOf, storyOf, tell, type GroupBefore } from './story.js';
import { Timeline } from './timeline.svelte.js';
import { explain, explainEvent } from './words.js';

const MEMBERS_SHOWN = 200;
/** So long a number may be old. */
const SYNC_MS = 60_000;

export interface Someone {
  address: string;
  name: string;
}

/** How a session gets its access token; `refused` is the one that it got and that the server does not take. */
export type TokenSource = (refused: string | undefined) => Promise<string>;

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
  /** What waited on the server while this user was away is still coming in. */
  syncing = $state(false);
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
  /** Nothing was here when the page began. */
  #fresh = $state(false);
  /** What was unread before `syncing` began. */
  #before = new Map<Conversation, number>();
  #syncEnds: ReturnType<typeof setTimeout> | undefined;
  #visible = $state(false);
  /** Dialogs and pictures that lie over the chat. */
  #covers = $state(0);
  /** The one that this session got last. */
  #token: string | undefined;
  /** How groups were before something happened in them. */
  readonly #groups = new WeakMap<ChatGroup, GroupBefore>();
  readonly #uploads = new WeakMap<ChatMessage, { sent: number; total: number }>();
  /** Who knows that this user has the open chat open. */
  readonly #told = new Set<string>();

  /** The chats, the one with the newest activity first; an open one without any is there, too. */
  readonly list = $derived(
    this.open === undefined || this.#list.includes(this.open) ? this.#list : [this.open, ...this.#list],
  );
  /** This device is new: its chats come in one by one, and are shown when all of the first page are there. */
  readonly first = $derived(this.#fresh && !this.loaded && this.connection.state !== 'stopped');
  readonly unread = $derived(this.first ? 0 : this.#list.reduce((sum, conversation) => sum + this.unreadOf(conversation), 0));

  /** Somebody can see the open chat: what is on the screen of it is read. */
  readonly attentive = $derived(this.#visible && this.#covers === 0);

  /** @param app the app id for which the token was issued, where it was issued for one */
  constructor(address: string, url: string, token: TokenSource, app?: string) {
    this.address = address;
    this.url = new URL(url).origin;
    this.chat = new Chat({
      url,
      database: `carillon-messenger-${address}`,
      tabs: 'shared',
      client: 'carillon-messenger/0.1',
      token: () => this.#getToken(token),
      ...(app !== undefined && { app }),
    });
    this.#listen();
  }

  get name(): string {
    return nameOf(this.chat.self) || plainName(this.address);
  }

  async start(): Promise<void> {
    await this.chat.start().catch((error: unknown) => (this.problem = explain(error)));
    this.#fresh = this.chat.conversations().length === 0;
    this.#listChanged();
  }

  close(): void {
    clearTimeout(this.#syncEnds);
    this.timeline?.close();
    void this.chat.stop();
  }

  /** Comes back after another device has taken the login over. */
  async useHere(): Promise<void> {
    this.#token = undefined;
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

  /** How much is unread in a chat; while much is coming in, the number that was there before: it changes once. */
  unreadOf(conversation: Conversation): number {
    const { unread } = live(conversation);
    const before = this.syncing ? this.#before.get(conversation) : undefined;
    return before === undefined ? unread : Math.min(before, unread);
  }

  /** Something lies over the chat, until the function that comes back is called. */
  readonly cover = (): (() => void) => {
    untrack(() => this.#covers++);
    return () => void this.#covers--;
  };

  /** A message of the open chat is on the screen, and somebody looks. */
  seen(message: ChatMessage): void {
    const { open, timeline } = this;
    if (open === undefined || timeline?.see(message) !== true) return;
    void open.markRead(message).catch(() => timeline.unsee()); // it is said again
  }

  /** The server's time; who reads it is run again each minute. */
  now(): number {
    now();
    return this.chat.now();
  }

  async moreConversations(): Promise<void> {
    await this.attempt(async () => {
      this.hasMore = await this.chat.moreConversations();
      if (!this.loaded && this.#fresh) this.#remain(); // what the server counts is told until all is here
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

  /** Runs what may be refused, and says so over the window; resolves to whether it went well. */
  async attempt(action: () => unknown): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.problem = explain(error);
      return false;
    }
  }

  async #getToken(source: TokenSource): Promise<string> {
    this.#token = await source(this.#token);
    return this.#token;
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
    chat.on('synced', () => this.#endSync());
    chat.on('presence', (event) => this.#presence(event));
    chat.on('profile', (person) => changed(person));
    chat.on('conversation', (conversation) => {
      changed(conversation);
      this.#listChanged();
    });
    chat.on('group', ({ group, event }) => {
      if (event !== undefined) this.#happened(group, event);
      this.#remember(group);
      changed(group, group.conversation);
      this.#listChanged();
      if (group.conversation === this.open) void this.loadMembers();
    });
    chat.on('error', (error) => this.#failed(error));
  }

  #connected(connection: Connection): void {
    this.connection = connection;
    if (connection.state === 'connecting') this.#beginSync();
    else if (connection.state !== 'online') this.#endSync();
    changed(this.open);
    if (connection.state !== 'online') return this.#told.clear();
    this.problem = undefined;
    this.refusal = undefined;
    changed(this.chat.self);
    if (!this.loaded) void this.moreConversations();
    void this.loadMembers();
    if (this.timeline !== undefined && this.timeline.messages.length === 0) void this.timeline.load();
  }

  #beginSync(): void {
    this.#remain();
    this.syncing = true;
    clearTimeout(this.#syncEnds);
    this.#syncEnds = setTimeout(() => this.#endSync(), SYNC_MS);
  }

  /** The numbers of unread messages stay as they are now while `syncing`. */
  #remain(): void {
    this.#before = new Map(this.chat.conversations().map((conversation) => [conversation, conversation.unread]));
  }

  #endSync(): void {
    clearTimeout(this.#syncEnds);
    this.syncing = false;
  }

  #came(message: ChatMessage): void {
    const { conversation } = message;
    changed(conversation);
    if (message.own) return;
    if (this.#attends(conversation)) return;
    if (conversation === this.open) this.timeline?.unread(message);
    notify(message, () => this.select(conversation));
  }

  /** Told in the chat; a group in which one is new stands where something has happened just now. */
  #happened(group: ChatGroup, event: GroupEvent): void {
    const episode = episodeOf(event, group, this.#groups.get(group), this.chat.now());
    if (episode !== undefined) void tell(group, episode).catch(() => {}); // then the store keeps nothing more
  }

  #remember(group: ChatGroup): void {
    this.#groups.set(group, { name: group.name, members: group.memberCount });
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

  #failed(error: ChatError): void {
    if (error.kind === 'token') this.refusal = explain(error.cause);
    else if (error.kind !== 'upload') this.problem = explainEvent(error); // a message says itself that its file was not uploaded
  }

  /** Many conversations may change at once: the list is made anew once. */
  #listChanged(): void {
    if (this.#listing) return;
    this.#listing = true;
    queueMicrotask(() => {
      this.#listing = false;
      this.#list = ranked(this.chat.conversations());
      for (const { group } of this.#list) if (group !== undefined && !this.#groups.has(group)) this.#remember(group);
    });
  }

  // --------------------------------------------------------------------------------------------------- attention

  #attends(conversation: Conversation): boolean {
    return this.attentive && this.open === conversation;
  }

  #attend(): void {
    const { open } = this;
    if (open === undefined || !this.#visible) return;
    open.sendJoined();
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

/** By what happened last in them: a message, or that one came into the group. */
function ranked(conversations: Conversation[]): Conversation[] {
  const last = new Map(conversations.map((one) => [one, Math.max(one.activity, (one.group && storyOf(one.group).at(-1)?.at) ?? 0)]));
  return conversations.sort((one, other) => last.get(other)! - last.get(one)!);
}
