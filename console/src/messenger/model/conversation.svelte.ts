import type { ConversationRef, Destination, Group, Message } from 'carillon-client';
import { SvelteSet } from 'svelte/reactivity';
import { ChatMessage, keyOf } from './message.svelte.js';

/** Messages that stay in memory when a chat is closed; older ones are asked for again. */
const KEPT = 100;

export type ConversationKey = `user:${string}` | `group:${number}`;

/** One chat, with a user or in a group: the messages known here, oldest first, and who does what in it now. */
export class Conversation {
  readonly key: ConversationKey;
  readonly peer: string | undefined;
  readonly gid: number | undefined;
  readonly messages = $state<ChatMessage[]>([]);
  group = $state.raw<Group>();
  members = $state.raw<string[]>([]);
  /** The user is no longer a member of the group. */
  left = $state(false);
  unread = $state(0);
  /** The newest page of the history was fetched. */
  loaded = $state(false);
  loading = $state(false);
  hasOlder = $state(true);
  /** The beginning is gone by the server's retention. */
  cut = $state(false);
  draft = $state('');
  /** When the user made this chat, or was taken into the group; 0 when that was before this login. */
  touched = $state(0);
  readonly typing = new SvelteSet<string>();
  /** Who has this chat open. */
  readonly present = new SvelteSet<string>();
  /** Read receipts: up to which order they are due, and were taken by the server. */
  readDue = 0;
  readDone = 0;
  readonly #byKey = new Map<string, ChatMessage>();
  /** Unread messages up to this order are contained in the count that the server gave. */
  #countedUpTo = 0;

  constructor(ref: ConversationRef) {
    this.peer = ref.peer;
    this.gid = ref.gid;
    this.key = keyOfRef(ref);
  }

  get ref(): ConversationRef {
    return this.gid === undefined ? { peer: this.peer! } : { gid: this.gid };
  }

  get destination(): Destination {
    return this.gid === undefined ? { to: this.peer! } : { gid: this.gid };
  }

  get last(): ChatMessage | undefined {
    return this.messages.at(-1);
  }

  /** When something last happened here, for the list of chats; 0: nothing yet. */
  get activity(): number {
    return Math.max(this.last?.ts ?? 0, this.touched);
  }

  get oldestOrder(): number | undefined {
    return this.messages.find((message) => message.order !== undefined)?.order;
  }

  find(key: string): ChatMessage | undefined {
    return this.#byKey.get(key);
  }

  byOrder(order: number): ChatMessage | undefined {
    return this.messages.find((message) => message.order === order);
  }

  /** The message that `replyTo` of another one means. */
  byMid(mid: number): ChatMessage | undefined {
    return this.messages.find((message) => message.mid === mid);
  }

  /** Adds a message, or updates the one that is there; true when it is new. */
  put(message: Message, me: string): boolean {
    const known = this.#byKey.get(keyOf(message));
    if (known !== undefined) {
      known.update(message);
      return false;
    }
    this.insert(new ChatMessage(message, me));
    return true;
  }

  insert(message: ChatMessage): void {
    this.#byKey.set(message.key, message);
    this.messages.splice(this.#placeOf(message), 0, message);
  }

  /** Moves a message to where its order, which it has got by now, belongs. */
  settle(message: ChatMessage): void {
    const index = this.messages.indexOf(message);
    if (index < 0) return;
    const next = this.messages[index + 1];
    const previous = this.messages[index - 1];
    if (follows(message, previous) && (next === undefined || follows(next, message))) return;
    this.messages.splice(index, 1);
    this.messages.splice(this.#placeOf(message), 0, message);
  }

  remove(gone: (message: ChatMessage) => boolean): void {
    for (let i = this.messages.length - 1; i >= 0; i--) {
      const message = this.messages[i]!;
      if (!gone(message)) continue;
      this.#byKey.delete(message.key);
      this.messages.splice(i, 1);
    }
  }

  /** Takes the server's count, which knows the messages up to `last`, and adds what came after it. */
  countFrom(unread: number, last: number): void {
    this.#countedUpTo = last;
    this.unread = unread + this.messages.filter((m) => m.unread && (m.order ?? 0) > last).length;
  }

  /** Counts a message that came in live. */
  count(message: Message): void {
    if ((message.order ?? Infinity) > this.#countedUpTo) this.unread++;
  }

  /** The user has seen everything; a read receipt is due if something was unread. */
  markRead(): void {
    if (this.unread > 0 || this.messages.some((message) => message.unread)) {
      const newest = this.messages.findLast((message) => message.order !== undefined);
      this.readDue = Math.max(this.readDue, newest?.order ?? 0);
    }
    for (const message of this.messages) if (message.unread) message.unread = false;
    this.unread = 0;
  }

  /** Forgets old messages of a chat that is not open; they can be fetched again. */
  trim(): void {
    const surplus = this.messages.length - KEPT;
    if (surplus <= 0) return;
    for (const message of this.messages.splice(0, surplus)) this.#byKey.delete(message.key);
    this.hasOlder = true;
  }

  /** Forgets everything that the server would tell again. */
  reset(): void {
    this.remove((message) => message.order !== undefined);
    this.loaded = false;
    this.hasOlder = true;
    this.#countedUpTo = 0;
  }

  #placeOf(message: ChatMessage): number {
    let index = this.messages.length;
    while (index > 0 && !follows(message, this.messages[index - 1])) index--;
    return index;
  }
}

export function keyOfRef(ref: { peer?: string | undefined; gid?: number | undefined }): ConversationKey {
  return ref.gid === undefined ? `user:${ref.peer ?? ''}` : `group:${ref.gid}`;
}

/** What the server has not accepted yet stands at the end, in the order of sending. */
function follows(message: ChatMessage, other: ChatMessage | undefined): boolean {
  return other === undefined || message.order === undefined || (other.order ?? Infinity) < message.order;
}
