import type { Chat } from '../chat/chat.js';
import { isForeground } from '../chat/foreground.js';
import type { ChatMessage } from '../chat/message.js';
import { constants as C } from './constants.js';
import { answer, guarded, tell, type Listener } from './dispatch.js';
import { engine } from './engine.js';
import { count } from './history.js';
import type { MesiboMessage } from './message.js';
import { bytesFor, messages } from './messages.js';
import { Found, NewestFirst, OldestFirst, Summary, type Pages } from './pages.js';
import type { MesiboProfile } from './profile.js';
import { sessions } from './sessions.js';

const DEFAULT_COUNT = 100;

type Done = ((count: number) => unknown) | undefined;

/**
 * Reads a conversation, all of them, or the list of conversations page by page, and follows what happens there until
 * `stop`. Nothing is read before `read`. A page holds only what was stored before its `read` and was not handed out by
 * this session; a message that comes later is handed out when it comes.
 */
export class MesiboReadSession {
  /** Applications keep the size of their page here. */
  readCount = 0;
  /** What was read and what came since: oldest first; in a list of conversations newest first. Always the same array. */
  readonly messages: MesiboMessage[] = [];

  static #ids = 0;
  readonly #id = ++MesiboReadSession.#ids;
  readonly #listener: Listener | null;
  readonly #profile: MesiboProfile | null;
  readonly #all = new Set<MesiboMessage>();
  readonly #array = this.messages;
  /** Conversations of which a row was handed out, and those that are in the array. */
  readonly #handedOut = new Set<string>();
  readonly #shown = new Set<string>();
  #pages: Pages | undefined;
  #summary = false;
  #receipts = false;
  #fifo = false;
  #onlyFiles = false;
  #withMessages = true;
  #query = '';
  #thread = 0;
  #lastCount = DEFAULT_COUNT;
  #reading = false;
  #busy = false;
  #waiting = 0;
  /** Grows when what is under way is to be discarded. */
  #generation = 0;

  /** `profile` null: all conversations. */
  constructor(listener: Listener | null = null, profile: MesiboProfile | null = null) {
    this.#listener = listener ?? null;
    this.#profile = profile;
  }

  /** The list of conversations. */
  static createReadSummarySession(listener: Listener | null): MesiboReadSession {
    const session = new MesiboReadSession(listener);
    session.enableSummary(true);
    return session;
  }

  /** All conversations, to search in. */
  static createReadSession(listener: Listener | null): MesiboReadSession {
    return new MesiboReadSession(listener);
  }

  static getSession(id: number): MesiboReadSession | null {
    return sessions.get(id);
  }

  static endAllSessions(): void {
    sessions.endAll();
  }

  // ---------------------------------------------------------------------------------------------------------- reading

  /** Hands out the next page in a moment: row by row, or `null` when there is none. Calls while one is under way count once. */
  read(count?: number): number {
    const size = Number(count) > 0 ? Math.floor(Number(count)) : this.#lastCount;
    this.#lastCount = size;
    this.start();
    if (this.#busy) this.#waiting = size;
    else void this.#read(size);
    return C.MESIBO_RESULT_OK;
  }

  async #read(size: number): Promise<void> {
    const generation = this.#generation;
    const ended = (): boolean => generation !== this.#generation;
    this.#busy = true;
    try {
      const chat = await engine.whenOpen();
      await new Promise((resolve) => setTimeout(resolve)); // never within the turn of the `read`
      const pages = ended() ? undefined : (this.#pages ??= this.#newPages(chat));
      const rows = (await pages?.next(size, (message) => this.#wants(message))) ?? [];
      const page = rows.map((row) => messages.of(row));
      // first, so that the application finds what it is shown counted as read; a page that nobody sees does so later
      const acknowledged = ended() ? undefined : this.#acknowledge(page);
      if (isForeground()) await acknowledged;
      if (!ended()) this.#handOut(page, ended);
    } catch (error) {
      console.warn('mesibo: a page could not be read', error);
      if (!ended()) this.#handOut([], ended);
    }
    if (ended()) return;
    this.#busy = false;
    const next = this.#waiting;
    this.#waiting = 0;
    if (next > 0) void this.#read(next);
  }

  #newPages(chat: Chat): Pages {
    if (this.#summary) return new Summary(chat, this.#handedOut);
    const conversation = this.#profile?.conversation;
    if (this.#query !== '' || conversation === undefined) return new Found(chat, this.#query, conversation);
    return this.#fifo ? new OldestFirst(conversation) : new NewestFirst(chat, conversation);
  }

  #wants(chat: ChatMessage): boolean {
    if (this.#summary) return true;
    if (!this.#withMessages || (this.#thread !== 0 && chat.thread !== this.#thread)) return false;
    if (this.#onlyFiles && chat.file === undefined) return false;
    return !this.#all.has(messages.of(chat));
  }

  #handOut(rows: MesiboMessage[], ended: () => boolean): void {
    this.#keep(rows);
    if (typeof this.#listener === 'function') {
      const listener = this.#listener as (count: number) => unknown;
      guarded('read callback', () => listener.call(this, rows.length));
    } else if (rows.length === 0) {
      tell(this.#listener, 'Mesibo_onMessage', [null], () => [null, null]);
    }
    const origin = this.#summary ? C.MESIBO_ORIGIN_DBSUMMARY : C.MESIBO_ORIGIN_DBMESSAGE;
    for (const [i, message] of rows.entries()) {
      message.handedOut(origin, i === rows.length - 1);
      if (typeof this.#listener === 'function') continue;
      tell(this.#listener, 'Mesibo_onMessage', [message], () => [message, bytesFor(message)]);
      if (ended()) return;
    }
  }

  #keep(rows: MesiboMessage[]): void {
    if (this.#summary) {
      for (const row of rows) this.#shown.add(row.chat!.conversation.key);
      return this.listChanged();
    }
    for (const row of rows) this.#all.add(row);
    if (this.#fifo) this.#array.push(...rows);
    else this.#array.unshift(...[...rows].reverse());
  }

  /** Tells the senders that these were read. */
  async #acknowledge(rows: readonly MesiboMessage[]): Promise<void> {
    if (!this.#receipts || this.#summary) return;
    const unread = rows.flatMap((row) => (row.isUnread() && row.chat !== undefined ? [row.chat] : []));
    if (unread.length === 0) return;
    const { conversation } = unread[0]!;
    await conversation
      .markRead(unread)
      .then(() => messages.refreshUnread(conversation.key))
      .catch(() => {});
  }

  /** Follows what happens, also before anything was read. */
  start(): number {
    if (!this.#reading) {
      this.#reading = true;
      sessions.add(this);
      this.#profile?.person?.watch();
    }
    return C.MESIBO_RESULT_OK;
  }

  /** Ends at once: nothing is handed out any more, no receipts are sent. */
  stop(): void {
    this.#reading = false;
    this.#discard();
    sessions.remove(this);
  }

  /** Begins anew with the newest page. */
  restart(): number {
    this.#discard();
    this.#pages = undefined;
    this.#handedOut.clear();
    this.#shown.clear();
    this.#all.clear();
    this.#array.length = 0;
    return this.start();
  }

  #discard(): void {
    this.#generation++;
    this.#busy = false;
    this.#waiting = 0;
  }

  /**
   * Fetches what is older than what can be read without the server, then tells `Mesibo_onSync` how many rows can be
   * read now that could not before; 0 also without a connection.
   */
  sync(count?: number, listener?: Listener | null): number {
    const size = Number(count) > 0 ? Math.floor(Number(count)) : this.#lastCount;
    const generation = this.#generation;
    void this.#fetch(size)
      .catch(() => 0)
      .then((fetched) => {
        if (generation !== this.#generation) return;
        const who = listener ?? this.#listener;
        if (typeof who === 'function') guarded('sync callback', () => (who as (count: number) => unknown).call(this, fetched));
        else if (who === null) engine.listeners.tell('Mesibo_onSync', [this, fetched]);
        else answer(who, 'Mesibo_onSync', [this, fetched]);
      });
    return C.MESIBO_RESULT_OK;
  }

  async #fetch(size: number): Promise<number> {
    const chat = await engine.whenOpen();
    await engine.whenSettled();
    if (!this.#summary) return chat.online ? ((await this.#profile?.conversation?.sync(size)) ?? 0) : 0;
    if (chat.online) await chat.moreConversations();
    const { left } = new Summary(chat, this.#handedOut);
    for (const { key } of left) this.#shown.add(key);
    this.listChanged();
    return left.length;
  }

  // ------------------------------------------------------------------------------------------------------- following

  /** @internal */
  get objectListener(): Listener | undefined {
    return this.#listener !== null && typeof this.#listener !== 'function' ? this.#listener : undefined;
  }

  /** Whether the message belongs to what this session reads and follows. */
  isReading(message: MesiboMessage): boolean {
    if (!this.#reading || this.#query !== '') return false;
    return this.#profile === null || this.#profile.matches(message);
  }

  /** @internal Takes a message that is new; false: it was handed out already. */
  take(message: MesiboMessage): boolean {
    if (this.#summary) {
      const key = message.chat?.conversation.key;
      if (key === undefined) return true; // its file is on the way to another server
      this.#shown.add(key);
      this.#handedOut.add(key);
      this.listChanged();
      return true;
    }
    if (this.#all.has(message)) return false;
    this.#all.add(message);
    this.#array.push(message);
    this.moved(message);
    void this.#acknowledge([message]);
    return true;
  }

  /** @internal Moves a message to where it belongs now, which is near the end if anywhere. */
  moved(message: MesiboMessage): void {
    if (this.#summary || !this.#all.has(message)) return;
    const array = this.#array;
    const at = array.lastIndexOf(message);
    if (at < 0 || inOrder(array[at - 1], message) && inOrder(message, array[at + 1])) return;
    array.splice(at, 1);
    let to = array.length;
    while (to > 0 && !inOrder(array[to - 1], message)) to--;
    array.splice(to, 0, message);
  }

  /** @internal */
  drop(message: MesiboMessage): void {
    if (this.#summary) return this.listChanged();
    if (this.#all.delete(message)) this.#array.splice(this.#array.indexOf(message), 1);
  }

  /** @internal A list of conversations shows what is true now. */
  listChanged(): void {
    if (!this.#summary || engine.chat === undefined) return;
    const rows = engine.chat.conversations().filter(({ key, last }) => last !== undefined && this.#shown.has(key));
    const array = rows.map(({ last }) => messages.of(last!));
    const same = array.length === this.#array.length && array.every((row, i) => row === this.#array[i]);
    if (!same) this.#array.splice(0, this.#array.length, ...array);
  }

  getMessages(): MesiboMessage[] {
    return this.#array;
  }

  // ---------------------------------------------------------------------------------------------------------- options

  /** Tells senders that their messages were read, from now on and for what was read already. */
  enableReadReceipt(enable: boolean): void {
    this.#receipts = enable;
    if (enable && this.#reading) void this.#acknowledge(this.#array);
  }

  enableSummary(enable: boolean): void {
    this.#summary = enable && this.#profile === null;
  }

  /** The oldest first. */
  enableFifo(enable: boolean): void {
    this.#fifo = enable;
  }

  /** Only messages with files. */
  enableFiles(enable: boolean): void {
    this.#onlyFiles = enable;
  }

  enableMessages(enable: boolean): void {
    this.#withMessages = enable;
  }

  enableThreads(_enable: boolean): void {}
  enableMissedCalls(_enable: boolean): void {}
  enableIncomingCalls(_enable: boolean): void {}
  enableOutgoingCalls(_enable: boolean): void {}
  enableCalls(_enable: boolean): void {}

  /** Only messages whose text or file name contains it. */
  setQuery(query: string | null): void {
    this.#query = query ?? '';
  }

  setThreadId(thread: number): void {
    this.#thread = thread;
  }

  isSummary(): boolean {
    return this.#summary;
  }

  getProfile(): MesiboProfile | null {
    return this.#profile;
  }

  getSession(): number {
    return this.#id;
  }

  // ----------------------------------------------------------------------------------------------------------- counts

  /** Answers soon how many messages are unread: of the conversation, or of all. */
  getUnreadCount(done?: Done): void {
    // not by the profile's own `unread()`: applications keep their count under that name
    const unread = this.#profile === null ? engine.chat?.unread : this.#profile.conversation?.unread;
    if (typeof done === 'function') queueMicrotask(() => guarded('count callback', () => done(unread ?? 0)));
  }

  /** -1 all, -2 sent, -3 received, -4 failed. */
  getMessageCount(kind = -1, done?: Done): Promise<number> {
    const wanted = (m: ChatMessage): boolean => kind === -1 || (kind === -4 ? m.failed : m.own === (kind === -2));
    const counted = engine.whenOpen().then((chat) => {
      const all = this.#profile === null ? chat.conversations() : [chat.conversation(this.#profile.getGroupId() || this.#profile.getAddress())];
      return Promise.all(all.map((conversation) => count(conversation, wanted))).then((counts) => counts.reduce((a, b) => a + b, 0));
    });
    if (typeof done === 'function') void counted.then((n) => guarded('count callback', () => done(n)));
    return counted;
  }

  getTotalMessageCount(done?: Done): Promise<number> {
    return this.getMessageCount(-1, done);
  }

  getSentMessageCount(done?: Done): Promise<number> {
    return this.getMessageCount(-2, done);
  }

  getReceivedMessageCount(done?: Done): Promise<number> {
    return this.getMessageCount(-3, done);
  }

  getFailedMessageCount(done?: Done): Promise<number> {
    return this.getMessageCount(-4, done);
  }

  getUnreadMessageCount(done?: Done): void {
    this.getUnreadCount(done);
  }
}

/** Whether the first lies before the second; the end of the array lies before and behind everything. */
function inOrder(first: MesiboMessage | undefined, second: MesiboMessage | undefined): boolean {
  return first === undefined || second === undefined || (first.chat?.place ?? Infinity) <= (second.chat?.place ?? Infinity);
}
