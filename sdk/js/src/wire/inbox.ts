import type { Entry } from './frames.js';

const ACK_DELAY_MS = 50;
/** So many are acknowledged at once: the server waits for acks after 256. */
const ACK_AT = 64;

export interface InboxEvents {
  /** Makes entries safe; they are acknowledged only after that. */
  keep: ((entries: readonly Entry[]) => void | Promise<void>) | undefined;
  deliver(entry: Entry): void;
  ack(seq: number): void;
  /** `keep` failed: the entries and those after them were not taken and must come again. */
  failed(error: unknown): void;
}

/** Takes entries in order and each once, and acknowledges them in batches after they were handled. */
export class Inbox {
  readonly #events: InboxEvents;
  #cursor: number | undefined;
  #queue: Entry[] = []; // bounded by the server, which sends at most 256 unacknowledged entries
  #draining = false;
  #drained: Promise<void> = Promise.resolve();
  #generation = 0;
  #unacknowledged = 0;
  /** The last entry that came over this connection: no more may be acknowledged on it. */
  #received = -1;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;
  #held = false;

  constructor(events: InboxEvents, cursor: number | undefined) {
    this.#events = events;
    this.#cursor = cursor;
  }

  /** The last entry that was kept and handed out. */
  get cursor(): number | undefined {
    return this.#cursor;
  }

  /** A login: delivery starts after `cursor`. With `cut` that is true even if it lies before what was seen. */
  start(cursor: number, cut: boolean): void {
    this.#received = cursor;
    if (cut) this.#generation++;
    if (cut || this.#cursor === undefined || cursor > this.#cursor) this.#cursor = cursor;
  }

  /** Takes nothing more: what comes from now on comes again on the next connection. Resolves when the rest is handled. */
  hold(): Promise<void> {
    this.#held = true;
    return this.#drained;
  }

  accept(entry: Entry): void {
    if (this.#held) return;
    this.#queue.push(entry);
    this.#received = entry.seq;
    if (!this.#draining) this.#drained = this.#drain();
  }

  /** What was not handled yet comes again on the next connection. */
  disconnected(): void {
    this.#queue = [];
    this.#unacknowledged = 0;
    this.#received = -1;
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    try {
      while (this.#queue.length > 0) {
        const entries = this.#fresh();
        const generation = this.#generation;
        if (this.#events.keep && entries.length > 0) await this.#events.keep(entries);
        if (generation === this.#generation) for (const entry of entries) this.#done(entry);
      }
    } catch (error) {
      this.#queue = [];
      this.#events.failed(error);
    } finally {
      this.#draining = false;
    }
  }

  /** All that wait, without those that were taken before. */
  #fresh(): Entry[] {
    let last = this.#cursor ?? -1;
    const queue = this.#queue;
    this.#queue = [];
    const fresh = queue.filter((entry) => entry.seq > last && (last = entry.seq) >= 0);
    if (fresh.length < queue.length) this.#ackSoon(); // the server does not know yet that these were kept
    return fresh;
  }

  #done(entry: Entry): void {
    this.#cursor = entry.seq;
    this.#events.deliver(entry);
    if (++this.#unacknowledged >= ACK_AT) this.ack();
    else this.#ackSoon();
  }

  #ackSoon(): void {
    this.#ackTimer ??= setTimeout(() => this.ack(), ACK_DELAY_MS);
  }

  /** Acknowledges what was handled, without waiting for more. */
  ack(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    this.#unacknowledged = 0;
    const seq = Math.min(this.#cursor ?? -1, this.#received);
    if (seq > 0) this.#events.ack(seq);
  }
}
