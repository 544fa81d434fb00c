import type { ChatMessage } from '../chat/message.js';
import { answered, guarded, zones } from './dispatch.js';
import { engine } from './engine.js';
import { ALL, countAll, FAILED, RECEIVED, SENT } from './history.js';
import { messages } from './messages.js';
import type { MesiboProfile } from './profile.js';

type Done = ((count: number) => unknown) | undefined;

/** What a read session is about: which messages it hands out, in which order, and how many there are. */
export abstract class SessionBase {
  readonly #profile: MesiboProfile | null;
  #oldestFirst = false;
  #onlyFiles = false;
  #withMessages = true;
  #query = '';
  #thread = 0;

  constructor(profile: MesiboProfile | null) {
    this.#profile = profile;
  }

  getProfile(): MesiboProfile | null {
    return this.#profile;
  }

  /** @internal Null: all conversations. */
  protected get whose(): MesiboProfile | null {
    return this.#profile;
  }

  /** The oldest first. */
  enableFifo(enable: boolean): void {
    this.#oldestFirst = enable;
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

  /** @internal */
  protected get oldestFirst(): boolean {
    return this.#oldestFirst;
  }

  /** @internal Empty: all messages. */
  protected get searched(): string {
    return this.#query;
  }

  /** @internal Whether the message is one of those. */
  protected includes(chat: ChatMessage): boolean {
    if (!this.#withMessages || (this.#thread !== 0 && chat.thread !== this.#thread)) return false;
    return !this.#onlyFiles || chat.file !== undefined;
  }

  // ----------------------------------------------------------------------------------------------------------- counts

  /** Answers soon how many messages are unread: of the conversation, or of all. */
  getUnreadCount(done?: Done): void {
    // not by the profile's own `unread()`: applications keep their count under that name
    const unread = messages.unreadIn(this.#profile === null ? undefined : (this.#profile.conversation ?? null));
    zones.note(done);
    if (typeof done === 'function') queueMicrotask(() => guarded('count callback', done, () => done(unread)));
  }

  /** -1 all, -2 sent, -3 received, -4 failed. */
  getMessageCount(kind: number = ALL, done?: Done): Promise<number> {
    const counted = engine.whenOpen().then((chat) => {
      const all = this.#profile === null ? chat.conversations() : [chat.conversation(this.#profile.getGroupId() || this.#profile.getAddress())];
      return countAll(all, kind);
    });
    return answered(counted, done);
  }

  getTotalMessageCount(done?: Done): Promise<number> {
    return this.getMessageCount(ALL, done);
  }

  getSentMessageCount(done?: Done): Promise<number> {
    return this.getMessageCount(SENT, done);
  }

  getReceivedMessageCount(done?: Done): Promise<number> {
    return this.getMessageCount(RECEIVED, done);
  }

  getFailedMessageCount(done?: Done): Promise<number> {
    return this.getMessageCount(FAILED, done);
  }

  getUnreadMessageCount(done?: Done): void {
    this.getUnreadCount(done);
  }
}
