import type { Chat } from '../chat/chat.js';
import { isForeground } from '../wire/features.js';
import type { ChatMessage } from '../chat/message.js';
import { constants as C } from './constants.js';
import { answer, failed, guarded, tell, zones, type Listener } from './dispatch.js';
import { engine } from './engine.js';
import type { MesiboMessage } from './message.js';
import { MessageList } from './message-list.js';
import { bytesFor, messages } from './messages.js';
import { Found, NewestFirst, OldestFirst, Summary, type Pages } from './pages.js';
import type { MesiboProfile } from './profile.js';
import { SessionBase } from './session-base.js';
import { sessions } from './sessions.js';

const DEFAULT_COUNT = 100;

/**
 * Reads a conversation, all of them, or the list of conversations page by page, and follows what happens there until
 * `stop`. Nothing is read before `read`. A page holds only what was stored before its `read` and was not handed out by
 * this session; a message that comes later is handed out when it comes.
 */
export class MesiboReadSession extends SessionBase {
  /** Applications keep the size of their page here. */
  readCount = 0;
  static #ids = 0;
  readonly #id = ++MesiboReadSession.#ids;
  readonly #listener: Listener | null;
  readonly #list = new MessageList();
  /** Conversations of which a row was handed out, and those that are in the array. */
  readonly #handedOut = new Set<string>();
  readonly #shown = new Set<string>();
  #pages: Pages | undefined;
  #summary = false;
  #receipts = false;
  #lastCount = DEFAULT_COUNT;
  #reading = false;
  #busy = false;
  #waiting = 0;
  /** Grows when what is under way is to be discarded. */
  #generation = 0;
  /** What was read and what came since: oldest first; in a list of conversations newest first. Always the same array. */
  readonly messages: MesiboMessage[] = this.#list.array;

  /** `profile` null: all conversations. */
  constructor(listener: Listener | null = null, profile: MesiboProfile | null = null) {
    super(profile);
    this.#listener = listener ?? null;
    zones.note(listener);
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
    zones.note(this.#listener);
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
      let rows = (await pages?.next(size, (message) => this.#wants(message))) ?? [];
      if (rows.length < size && !ended() && (await engine.whenFirstSettled())) rows = await this.#goOn(chat, rows, size);
      const page = rows.map((row) => messages.of(row));
      // first, so that the application finds what it is shown counted as read; a page that nobody sees does so later
      const acknowledged = ended() ? undefined : this.#acknowledge(page);
      if (isForeground()) await acknowledged;
      if (!ended()) this.#handOut(page, ended);
    } catch (error) {
      failed('a page could not be read')(error);
      if (!ended()) this.#handOut([], ended);
    }
    if (ended()) return;
    this.#busy = false;
    const next = this.#waiting;
    this.#waiting = 0;
    if (next > 0) void this.#read(next);
  }

  /** The first login is over: what the server has comes behind what was here. */
  async #goOn(chat: Chat, rows: ChatMessage[], size: number): Promise<ChatMessage[]> {
    if (rows.length === 0) this.#pages = undefined; // which may have taken note of what was here
    const known = new Set(rows);
    const pages = (this.#pages ??= this.#newPages(chat));
    return [...rows, ...(await pages.next(size - rows.length, (message) => !known.has(message) && this.#wants(message)))];
  }

  #newPages(chat: Chat): Pages {
    if (this.#summary) return new Summary(chat, this.#handedOut);
    const conversation = this.whose?.conversation;
    if (this.searched !== '' || conversation === undefined) return new Found(chat, this.searched, conversation);
    return this.oldestFirst ? new OldestFirst(conversation) : new NewestFirst(chat, conversation);
  }

  #wants(chat: ChatMessage): boolean {
    return this.#summary || (this.includes(chat) && !this.#list.has(messages.of(chat)));
  }

  #handOut(rows: MesiboMessage[], ended: () => boolean): void {
    this.#keep(rows);
    if (typeof this.#listener === 'function') {
      const listener = this.#listener as (count: number) => unknown;
      guarded('read callback', listener, () => listener.call(this, rows.length));
    } else if (rows.length === 0) {
      tell(this.#listener, 'Mesibo_onMessage', [null], () => [null, null]);
    }
    const origin = this.#summary ? C.MESIBO_ORIGIN_DBSUMMARY : C.MESIBO_ORIGIN_DBMESSAGE;
    for (const [i, message] of rows.entries()) {
      messages.handOut(message, origin, i === rows.length - 1);
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
    this.#list.addPage(rows, this.oldestFirst);
  }

  /** Tells the senders that these were read. */
  async #acknowledge(rows: readonly MesiboMessage[]): Promise<void> {
    if (!this.#receipts || this.#summary) return;
    await messages.read(rows.flatMap((row) => (row.isUnread() && row.chat !== undefined ? [row.chat] : [])));
  }

  /** Follows what happens, also before anything was read. */
  start(): number {
    if (!this.#reading) {
      this.#reading = true;
      sessions.add(this);
      this.whose?.person?.watch();
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
    this.#list.clear();
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
    zones.note(listener ?? this.#listener);
    void this.#fetch(size)
      .catch(() => 0)
      .then((fetched) => {
        if (generation !== this.#generation) return;
        const who = listener ?? this.#listener;
        if (typeof who === 'function') guarded('sync callback', who, () => (who as (count: number) => unknown).call(this, fetched));
        else if (who === null) engine.listeners.tell('Mesibo_onSync', [this, fetched]);
        else answer(who, 'Mesibo_onSync', [this, fetched]);
      });
    return C.MESIBO_RESULT_OK;
  }

  async #fetch(size: number): Promise<number> {
    const chat = await engine.whenOpen();
    await engine.whenSettled();
    if (!this.#summary) return chat.online ? ((await this.whose?.conversation?.sync(size)) ?? 0) : 0;
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
    if (!this.#reading || this.searched !== '') return false;
    return this.whose === null || this.whose.matches(message);
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
    if (!this.#list.add(message)) return false;
    void this.#acknowledge([message]);
    return true;
  }

  /** @internal The place of the message may be another one. */
  moved(message: MesiboMessage): void {
    if (!this.#summary) this.#list.move(message);
  }

  /** @internal */
  drop(message: MesiboMessage): void {
    if (this.#summary) this.listChanged();
    else this.#list.remove(message);
  }

  /** @internal A list of conversations shows what is true now. */
  listChanged(): void {
    if (!this.#summary || engine.chat === undefined) return;
    const rows = engine.chat.conversations().filter(({ key, last }) => last !== undefined && this.#shown.has(key));
    this.#list.replace(rows.map(({ last }) => messages.of(last!)));
  }

  getMessages(): MesiboMessage[] {
    return this.#list.array;
  }

  // ---------------------------------------------------------------------------------------------------------- options

  /** Tells senders that their messages were read, from now on and for what was read already. */
  enableReadReceipt(enable: boolean): void {
    this.#receipts = enable;
    if (enable && this.#reading) void this.#acknowledge(this.#list.array);
  }

  enableSummary(enable: boolean): void {
    this.#summary = enable && this.whose === null;
  }

  isSummary(): boolean {
    return this.#summary;
  }

  getSession(): number {
    return this.#id;
  }
}
