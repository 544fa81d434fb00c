import { Presence } from '../wire/frames.js';
import type { Core } from './core.js';
import type { Draft, SendFileOptions } from './draft.js';
import type { ChatGroup } from './group.js';
import { UPDATE } from './internal.js';
import type { ChatMessage } from './message.js';
import type { Person } from './person.js';
import type { ConversationKey, ConversationRow } from './rows.js';

export interface PageOptions {
  /** Only messages before this one. Absent: the newest. */
  before?: ChatMessage | undefined;
  /** Default 50, at most 1,000. */
  limit?: number;
  /** Do not ask the server when the local history ends. */
  localOnly?: boolean;
}

export interface MessagePage {
  /** Oldest first; nothing is missing between two of them, nor between the last of them and `before`. */
  messages: ChatMessage[];
  /** Older ones may be there: here, or on the server when it cannot be reached now. */
  more: boolean;
}

/** All that was said with one person or in one group. The same conversation is always the same object. */
export class Conversation {
  readonly #core: Core;
  #row: ConversationRow;
  #last: ChatMessage | undefined;

  /** @internal */
  constructor(core: Core, row: ConversationRow) {
    this.#core = core;
    this.#row = row;
    this.#last = row.last && core.message(row.last);
  }

  /** Unlike that of any other conversation: `u:ADDRESS` or `g:GID`. */
  get key(): ConversationKey {
    return this.#row.key;
  }

  /** The other one; absent in groups. */
  get person(): Person | undefined {
    return this.#row.key.startsWith('u:') ? this.#core.person(this.#row.key.slice(2)) : undefined;
  }

  get group(): ChatGroup | undefined {
    return this.#row.key.startsWith('g:') ? this.#core.group(Number(this.#row.key.slice(2))) : undefined;
  }

  /** Name of the person or group, or else the address or number. */
  get title(): string {
    return this.person?.title ?? this.group?.title ?? '';
  }

  /** The newest message. */
  get last(): ChatMessage | undefined {
    return this.#last;
  }

  get unread(): number {
    return this.#row.unreadHere + this.#row.unreadThere;
  }

  /** When something last happened, in ms; the list is sorted by it. */
  get activity(): number {
    return this.#row.activity;
  }

  /** What the user has begun to write; kept on this device. */
  get draft(): string {
    return this.#row.draft ?? '';
  }

  /** The oldest part is gone from the server by retention. */
  get cut(): boolean {
    return this.#row.cut ?? false;
  }

  setDraft(text: string): Promise<void> {
    return this.#core.setDraft(this.key, text);
  }

  /** Marks of the application, such as `muted` or `archived`; kept on this device. */
  get marks(): Readonly<Record<string, unknown>> {
    return this.#row.marks ?? NO_MARKS;
  }

  /** `undefined` removes the mark. */
  setMark(name: string, value: unknown): Promise<void> {
    return this.#core.setMark(this.key, name, value);
  }

  /**
   * Sends a message, now or when there is a connection. It is stored first; the event `message` tells when.
   * Throws `Unanswered` (`full`, `large`) when it cannot be taken.
   */
  send(draft: Draft | string): ChatMessage {
    return this.#core.send(this.key, typeof draft === 'string' ? { text: draft } : draft);
  }

  /** Stores a message on this device only: it is sent to nobody. Throws as `send` does. */
  keep(draft: Draft | string): ChatMessage {
    return this.#core.keep(this.key, typeof draft === 'string' ? { text: draft } : draft);
  }

  /** Sends a file: the message is there at once, leaves when the file is uploaded, and survives a reload. */
  sendFile(file: Blob, options: SendFileOptions = {}): ChatMessage {
    return this.#core.sendFile(this.key, file, options);
  }

  /** A page of the history, from this device and, where that ends, from the server. */
  messages(options: PageOptions = {}): Promise<MessagePage> {
    return this.#core.history.page(this.key, options);
  }

  /**
   * Fetches up to `limit` messages older than the oldest that `messages` can show without the server.
   * Resolves to how many there are now that were not before; 0 also when the server cannot be reached.
   */
  sync(limit = 100): Promise<number> {
    return this.#core.history.older(this.key, limit);
  }

  /**
   * Marks as read: one message and all before it, exactly those of a list, or (without argument) all.
   * While the page is hidden this waits until it is visible. The server hears of it now or at the next connection.
   */
  markRead(what?: ChatMessage | readonly ChatMessage[]): Promise<void> {
    return this.#core.reads.mark(this.key, what);
  }

  /** Removes all its messages for this user, on all devices. */
  clear(): Promise<void> {
    return this.#core.clear(this.key);
  }

  /** Tells the others that this user is writing; at most every 3 s, however often it is called. */
  sendTyping(): void {
    this.#core.presence.typing(this.key);
  }

  sendTypingCleared(): void {
    this.#core.presence.typingCleared(this.key);
  }

  /** This user has the conversation open. Said again after a break, until `sendLeft`. */
  sendJoined(): void {
    this.#core.presence.joined(this.key);
  }

  sendLeft(): void {
    this.#core.presence.left(this.key);
  }

  /** A presence of the application, above 255; only for who is connected. */
  sendPresence(presence: number, value?: number, interval?: number): void {
    if (presence === Presence.Typing) this.sendTyping();
    else this.#core.presence.send(this.key, presence, value, interval);
  }

  /** Who is writing here right now. */
  get typing(): Person[] {
    return this.#core.presence.typingIn(this.key);
  }

  /** Who has it open right now. */
  get present(): Person[] {
    return this.#core.presence.presentIn(this.key);
  }

  /** @internal */
  [UPDATE](row: ConversationRow): void {
    this.#row = row;
    this.#last = row.last && this.#core.message(row.last);
  }
}

const NO_MARKS: Readonly<Record<string, unknown>> = Object.freeze({});
