import { backoff } from './backoff.js';
import { Refused, Unanswered } from './errors.js';
import type { Send, Sent } from './frames.js';

const CAPACITY = 1000;
const WINDOW = 64;
const MAX_ATTEMPTS = 6;
const INBOX_FULL = 132;

/** Puts one message on the wire and tells, once, how it ended. */
export type Transmit = (
  message: Send,
  answered: (sent: Sent) => void,
  failed: (error: Refused | Unanswered) => void,
) => void;

interface Item {
  message: Send;
  attempts: number;
  inFlight: boolean;
  resolve(sent: Sent): void;
  reject(error: Refused | Unanswered): void;
}

/**
 * The messages that the server has not answered yet, in the order in which they were sent. They outlive
 * connections: each is sent again with the same `mid`, so that the server stores it once. At most 64 are
 * under way at a time, at most 1,000 wait.
 */
export class Outbox {
  readonly #items = new Map<number, Item>();
  readonly #transmit: Transmit;
  #open = false;
  #inFlight = 0;
  /** After a message that must come again it is 1, and grows with every answer: those behind it wait their turn. */
  #window = WINDOW;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(transmit: Transmit) {
    this.#transmit = transmit;
  }

  get size(): number {
    return this.#items.size;
  }

  add(message: Send): Promise<Sent> {
    if (this.#items.size >= CAPACITY) return Promise.reject(new Unanswered('full'));
    return new Promise((resolve, reject) => {
      this.#items.set(message.mid, { message, attempts: 0, inFlight: false, resolve, reject });
      this.#pump();
    });
  }

  /** Gives up a message that is not on the wire. */
  cancel(mid: number): boolean {
    const item = this.#items.get(mid);
    if (item === undefined || item.inFlight) return false;
    this.#items.delete(mid);
    item.reject(new Unanswered('closed'));
    return true;
  }

  /** A connection is up: everything unanswered goes out again, oldest first. */
  connected(): void {
    this.#open = true;
    this.#pump();
  }

  disconnected(): void {
    this.#open = false;
    clearTimeout(this.#pause);
    this.#pause = undefined;
  }

  /** Gives up what is unanswered. */
  clear(): void {
    this.disconnected();
    for (const item of this.#items.values()) item.reject(new Unanswered('closed'));
    this.#items.clear();
  }

  #pump(): void {
    for (const item of this.#items.values()) {
      if (!this.#open || this.#pause !== undefined || this.#inFlight >= this.#window) return;
      if (!item.inFlight) this.#send(item);
    }
  }

  #send(item: Item): void {
    item.inFlight = true;
    item.attempts++;
    this.#inFlight++;
    this.#transmit(
      item.message,
      (sent) => {
        this.#landed(item);
        this.#items.delete(item.message.mid);
        if (this.#pause === undefined) this.#window = Math.min(WINDOW, 2 * this.#window);
        item.resolve(sent);
        this.#pump();
      },
      (error) => {
        this.#landed(item);
        this.#failed(item, error);
      },
    );
  }

  #landed(item: Item): void {
    item.inFlight = false;
    this.#inFlight--;
  }

  #failed(item: Item, error: Refused | Unanswered): void {
    if (error instanceof Unanswered) {
      item.attempts = 0;
      return; // it stays, for the next connection
    }
    if (error.advice === 'retry' && error.code !== INBOX_FULL && item.attempts < MAX_ATTEMPTS) {
      this.#window = 1;
      this.#pauseFor(backoff(item.attempts - 1));
      return;
    }
    this.#items.delete(item.message.mid);
    item.reject(error);
    this.#pump();
  }

  #pauseFor(ms: number): void {
    if (this.#pause !== undefined || !this.#open) return;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#pump();
    }, ms);
  }
}
