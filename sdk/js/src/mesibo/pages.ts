import type { Chat, SearchPosition } from '../chat/chat.js';
import type { Conversation } from '../chat/conversation.js';
import type { ChatMessage } from '../chat/message.js';
import { localMessages } from './history.js';

/** What a read session leaves out. */
export type Wanted = (message: ChatMessage) => boolean;

/** Hands out messages page by page; what a page has handed out does not come again. */
export interface Pages {
  /** Up to `count` messages, in the order in which they are handed out; fewer at the end. */
  next(count: number, wanted: Wanted): Promise<ChatMessage[]>;
}

/** A conversation from its newest message back: from this device and, while connected, from the server. */
export class NewestFirst implements Pages {
  readonly #chat: Chat;
  readonly #conversation: Conversation;
  #before: ChatMessage | undefined;

  constructor(chat: Chat, conversation: Conversation) {
    this.#chat = chat;
    this.#conversation = conversation;
  }

  async next(count: number, wanted: Wanted): Promise<ChatMessage[]> {
    const found: ChatMessage[] = [];
    for (;;) {
      const page = await this.#conversation.messages({
        before: this.#before,
        limit: Math.min(count - found.length, 1000),
        localOnly: !this.#chat.online,
      });
      found.push(...page.messages.filter(wanted).reverse());
      this.#before = page.messages[0] ?? this.#before;
      if (found.length >= count || page.messages.length === 0 || !page.more) return found;
    }
  }
}

/** A conversation from its oldest message on this device. */
export class OldestFirst implements Pages {
  readonly #conversation: Conversation;
  #left: ChatMessage[] | undefined;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  async next(count: number, wanted: Wanted): Promise<ChatMessage[]> {
    if (this.#left === undefined) {
      this.#left = []; // newest first, so that the oldest is taken from its end
      for await (const message of localMessages(this.#conversation)) this.#left.push(message);
    }
    const found: ChatMessage[] = [];
    while (found.length < count && this.#left.length > 0) {
      const message = this.#left.pop()!;
      if (wanted(message)) found.push(message);
    }
    return found;
  }
}

/** What contains a text, in one conversation or in all. */
export class Found implements Pages {
  readonly #chat: Chat;
  readonly #text: string;
  readonly #conversation: Conversation | undefined;
  #position: SearchPosition | undefined;
  #end = false;

  constructor(chat: Chat, text: string, conversation: Conversation | undefined) {
    this.#chat = chat;
    this.#text = text;
    this.#conversation = conversation;
  }

  async next(count: number, wanted: Wanted): Promise<ChatMessage[]> {
    const found: ChatMessage[] = [];
    while (!this.#end && found.length < count) {
      const page = await this.#chat.search(this.#text, {
        ...(this.#conversation !== undefined && { conversation: this.#conversation }),
        limit: count - found.length,
        next: this.#position,
      });
      found.push(...page.messages.filter(wanted));
      this.#position = page.next;
      this.#end = page.next === undefined;
    }
    return found;
  }
}

/** The newest message of each conversation, the newest conversation first. */
export class Summary implements Pages {
  readonly #chat: Chat;
  readonly #handedOut: Set<string>;

  /** `handedOut`: the conversations that were, by key; this adds to it. */
  constructor(chat: Chat, handedOut: Set<string>) {
    this.#chat = chat;
    this.#handedOut = handedOut;
  }

  get left(): Conversation[] {
    return this.#chat.conversations().filter(({ key, last }) => last !== undefined && !this.#handedOut.has(key));
  }

  next(count: number, wanted: Wanted): Promise<ChatMessage[]> {
    const rows = this.left.filter(({ last }) => wanted(last!)).slice(0, count);
    for (const { key } of rows) this.#handedOut.add(key);
    return Promise.resolve(rows.map(({ last }) => last!));
  }
}
