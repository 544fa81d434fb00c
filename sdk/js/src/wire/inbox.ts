import type { Entry } from './frames.js';

const ACK_DELAY_MS = 50;

export interface InboxEvents {
  /** Makes an entry safe; it is acknowledged only after that. */
  keep: ((entry: Entry) => void | Promise<void>) | undefined;
  deliver(entry: Entry): void;
  ack(seq: number): void;
  /** `keep` failed: the entry and those after it were not taken and must come again. */
  failed(error: unknown): void;
}

/** Takes entries in order and each once, and acknowledges them in batches after they were handled. */
export class Inbox {
  readonly #events: InboxEvents;
  #cursor: number | undefined;
  #queue: Entry[] = []; // bounded by the server, which sends at most 256 unacknowledged entries
  #draining = false;
  #generation = 0;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;

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
    if (cut) this.#generation++;
    if (cut || this.#cursor === undefined || cursor > this.#cursor) this.#cursor = cursor;
  }

  accept(entry: Entry): void {
    this.#queue.push(entry);
    if (!this.#draining) void this.#drain();
  }

  /** What was not handled yet comes again on the next connection. */
  disconnected(): void {
    this.#queue = [];
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    try {
      for (let entry = this.#queue.shift(); entry !== undefined; entry = this.#queue.shift()) {
        if (this.#isOld(entry)) continue;
        const generation = this.#generation;
        if (this.#events.keep) await this.#events.keep(entry);
        if (generation === this.#generation) this.#done(entry);
      }
    } catch (error) {
      this.#queue = [];
      this.#events.failed(error);
    } finally {
      this.#draining = false;
    }
  }

  #isOld(entry: Entry): boolean {
    return this.#cursor !== undefined && entry.seq <= this.#cursor;
  }

  #done(entry: Entry): void {
    this.#cursor = entry.seq;
    this.#events.deliver(entry);
    this.#ackTimer ??= setTimeout(() => {
      this.#ackTimer = undefined;
      if (this.#cursor !== undefined) this.#events.ack(this.#cursor);
    }, ACK_DELAY_MS);
  }
}
