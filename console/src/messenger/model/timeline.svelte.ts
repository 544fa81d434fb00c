import type { Chat, ChatMessage, Conversation, MessagePage } from 'carillon-client';
import { explain } from './words.js';

/** Messages fetched at a time, and shown when a chat is opened. */
const PAGE = 50;
/** So many come onto the page when one scrolls to its edge, and so many are there at most. */
const STEP = 40;
const MOST = 160;
/** Fetched at a time on the way to a message that is far up. */
const LEAP = 1000;
/** So many messages that were read before are shown above the first unread one. */
const BEFORE_UNREAD = 10;
/** Where one stopped reading is shown up to so many unread messages. */
const MOST_UNREAD = 5_000;

/** The messages of the open chat, oldest first, and which of them are on the page: never more than a few screens. */
export class Timeline {
  readonly conversation: Conversation;
  /** Resolves when the newest page was read. */
  readonly ready: Promise<void>;
  messages = $state.raw<ChatMessage[]>([]);
  /** The newest page was read. */
  loaded = $state(false);
  loading = $state(false);
  hasOlder = $state(true);
  problem = $state<string>();
  /** The message that was jumped to. */
  target = $state.raw<ChatMessage>();
  /** The first that was unread when the chat was opened, or that came while nobody looked. */
  firstUnread = $state.raw<ChatMessage>();
  /** Messages of others at the end that were not in sight yet. */
  unseen = $state(0);
  /** The newest message of another that came since the chat was opened. */
  latest = $state.raw<ChatMessage>();
  /** How far one has seen: a place. */
  #seen = 0;
  #from = $state(0);
  #to = $state(0);
  readonly #stops: (() => void)[];
  #fetching: Promise<void> | undefined;

  /** Those on the page. */
  readonly shown = $derived(this.messages.slice(this.#from, this.#to));
  /** The newest is on the page. */
  readonly atEnd = $derived(this.#to === this.messages.length);
  /** The very first message of the chat is on the page. */
  readonly atBeginning = $derived(this.loaded && !this.hasOlder && this.#from === 0);

  constructor(chat: Chat, conversation: Conversation) {
    this.conversation = conversation;
    this.#stops = [
      chat.on('message', (message) => this.#came(message)),
      chat.on('status', ({ message }) => this.#moved(message)),
      chat.on('changed', ({ message, what }) => what === 'removed' && this.#removed(message)),
      chat.on('synced', ({ cut }) => cut && void this.load()),
    ];
    this.ready = this.load();
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  /** Reads the newest page, instead of what is here. */
  async load(): Promise<void> {
    await this.#fetching;
    await this.#fetch(async () => {
      const page = await this.#withUnread();
      this.messages = page.messages;
      this.hasOlder = page.more;
      this.toEnd();
      this.#toUnread();
      this.loaded = true;
    });
  }

  /** The newest messages, and all that are unread with a few before them, unless those are too many. */
  async #withUnread(): Promise<MessagePage> {
    const { unread } = this.conversation;
    const wanted = unread > MOST_UNREAD ? PAGE : Math.max(PAGE, unread + BEFORE_UNREAD);
    const page = await this.conversation.messages({ limit: Math.min(wanted, LEAP) });
    while (page.more && page.messages.length > 0 && page.messages.length < wanted) {
      const older = await this.conversation.messages({ before: page.messages[0], limit: LEAP });
      if (older.messages.length === 0) break; // the server cannot be reached
      page.messages.unshift(...older.messages);
      page.more = older.more;
    }
    return page;
  }

  /** Shows where one stopped reading, unless that is too far up. */
  #toUnread(): void {
    const index = this.messages.findIndex((message) => message.unread);
    if (index < 0 || (index === 0 && this.hasOlder)) return;
    this.firstUnread = this.messages[index];
    this.unseen = this.messages.length - index;
    if (index >= this.#from) return;
    this.#from = Math.max(0, index - BEFORE_UNREAD);
    this.#to = Math.min(this.messages.length, index + STEP);
  }

  /** A message came that nobody looks at. */
  unread(message: ChatMessage): void {
    this.firstUnread ??= message;
  }

  /** Nobody looks any more: what comes next is the first unread one. */
  left(): void {
    this.firstUnread = undefined;
  }

  /** This message of another, and what is above it, was on the screen; whether that is news. */
  see({ place }: ChatMessage): boolean {
    if (place <= this.#seen) return false;
    this.#seen = place;
    return true;
  }

  unsee(): void {
    this.#seen = 0;
  }

  /** Resolves when older messages are here that are not on the page yet, or there are none. */
  async prepareUp(): Promise<void> {
    if (this.#from === 0) await this.#older(PAGE);
  }

  /** Brings older messages onto the page, and takes the newest off it when they are too many. */
  up(): void {
    this.#from = Math.max(0, this.#from - STEP);
    this.#to = Math.min(this.#to, this.#from + MOST);
  }

  down(): void {
    this.#to = Math.min(this.messages.length, this.#to + STEP);
    this.#from = Math.max(this.#from, this.#to - MOST);
  }

  toEnd(): void {
    this.#to = this.messages.length;
    this.#from = Math.max(0, this.#to - PAGE);
  }

  /** Brings a message onto the page, wherever it is; resolves to whether it was found. */
  async jump(target: ChatMessage): Promise<boolean> {
    this.target = undefined;
    await this.ready;
    await this.#fetching;
    while (this.#indexOf(target) < 0 && this.hasOlder) {
      const before = this.messages.length;
      await this.#older(LEAP);
      if (this.messages.length === before) break; // the server cannot be reached
    }
    const index = this.#indexOf(target);
    if (index < 0) return false;
    this.#from = Math.max(0, index - STEP);
    this.#to = Math.min(this.messages.length, index + STEP);
    this.target = target;
    return true;
  }

  async #older(limit: number): Promise<void> {
    if (!this.loaded || !this.hasOlder) return;
    await (this.#fetching ?? this.#fetch(async () => {
      const before = this.messages[0];
      const page = await this.conversation.messages({ before, limit });
      if (before !== this.messages[0]) return; // it was removed meanwhile: the next one goes on
      // an own message may have been given its place meanwhile, and so be on the page and here
      const here = new Set(this.messages);
      const older = page.messages.filter((message) => !here.has(message));
      this.messages = [...older, ...this.messages].sort((one, other) => one.place - other.place);
      this.hasOlder = page.more;
      this.#from += older.length;
      this.#to += older.length;
    }));
  }

  #fetch(read: () => Promise<void>): Promise<void> {
    this.loading = true;
    this.#fetching = read()
      .then(
        () => (this.problem = undefined),
        (error: unknown) => (this.problem = explain(error)),
      )
      .then(() => {
        this.loading = false;
        this.#fetching = undefined;
      });
    return this.#fetching;
  }

  #came(message: ChatMessage): void {
    if (message.conversation !== this.conversation || !this.loaded || this.#indexOf(message) >= 0) return;
    const end = this.atEnd;
    const index = this.#placeOf(message);
    this.messages = this.messages.toSpliced(index, 0, message);
    if (message.own) this.firstUnread = undefined;
    else if (index === this.messages.length - 1) {
      this.latest = message;
      this.unseen++;
    }
    if (message.own && index === this.messages.length - 1 && !end) return this.toEnd();
    if (index < this.#from) this.#from++;
    if (index < this.#to || end) this.#to++;
    if (end) this.#from = Math.max(this.#from, this.#to - MOST);
  }

  /** The server gave an own message its place, which may be before others that came meanwhile. */
  #moved(message: ChatMessage): void {
    const index = this.#indexOf(message);
    if (index < 0) return;
    const { place } = message;
    const inOrder = (this.messages[index - 1]?.place ?? -1) < place && place < (this.messages[index + 1]?.place ?? Infinity);
    if (inOrder) return;
    const rest = this.messages.toSpliced(index, 1);
    this.messages = rest.toSpliced(placeIn(rest, place), 0, message);
  }

  #removed(message: ChatMessage): void {
    const index = this.#indexOf(message);
    if (index < 0) return;
    this.messages = this.messages.toSpliced(index, 1);
    if (index < this.#from) this.#from--;
    if (index < this.#to) this.#to--;
    if (message === this.firstUnread) this.firstUnread = this.messages[index];
  }

  #placeOf(message: ChatMessage): number {
    return placeIn(this.messages, message.place);
  }

  /** From the end, where most of what happens happens. */
  #indexOf(message: ChatMessage): number {
    return this.messages.lastIndexOf(message);
  }
}

function placeIn(messages: readonly ChatMessage[], place: number): number {
  let index = messages.length;
  while (index > 0 && messages[index - 1]!.place > place) index--;
  return index;
}
