import { isForeground, onForeground } from '../wire/features.js';
import type { Line } from './line/line.js';
import type { ChatMessage } from './message.js';
import type { Registry } from './registry.js';
import { LOCAL_ORDER, type ConversationKey } from './rows.js';

interface Mark {
  key: ConversationKey;
  orders?: number[];
  upTo?: number;
  done(result: Promise<void>): void;
}

/** Marks messages as read, and holds that while nobody sees the page. */
export class Reads {
  readonly #line: () => Line;
  readonly #registry: Registry;
  #foreground = isForeground();
  #held: Mark[] = [];
  #stop: (() => void) | undefined;

  constructor(registry: Registry, line: () => Line) {
    this.#registry = registry;
    this.#line = line;
  }

  start(changed: (foreground: boolean) => void): void {
    this.#stop?.();
    this.#stop = onForeground((foreground) => {
      this.setForeground(foreground);
      changed(foreground);
    });
  }

  stop(): void {
    this.#stop?.();
  }

  get foreground(): boolean {
    return this.#foreground;
  }

  setForeground(foreground: boolean): void {
    this.#foreground = foreground;
    if (!foreground) return;
    const held = this.#held;
    this.#held = [];
    for (const mark of held) mark.done(this.#line().markRead(mark.key, mark.orders, mark.upTo));
  }

  mark(key: ConversationKey, what?: ChatMessage | readonly ChatMessage[]): Promise<void> {
    const mark = this.#bounds(key, what);
    if (mark === undefined) return Promise.resolve();
    if (this.#foreground) return this.#line().markRead(key, mark.orders, mark.upTo);
    return new Promise((resolve, reject) => {
      this.#held.push({ key, ...mark, done: (result) => void result.then(resolve, reject) });
    });
  }

  #bounds(key: ConversationKey, what?: ChatMessage | readonly ChatMessage[]): { orders?: number[]; upTo?: number } | undefined {
    if (what === undefined) {
      // held: what is unread now, not what comes until somebody looks
      const order = this.#registry.conversationRow(key).last?.order;
      return order === undefined || order > LOCAL_ORDER ? {} : { upTo: Math.floor(order) };
    }
    if (!('length' in what)) return what.place > LOCAL_ORDER ? {} : { upTo: Math.floor(what.place) };
    const orders = what.filter((message) => message.unread).map((message) => message.place);
    return orders.length === 0 ? undefined : { orders };
  }
}
