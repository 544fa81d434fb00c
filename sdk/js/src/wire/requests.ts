import { Refused, Unanswered } from './errors.js';
import type { ErrorFrame } from './frames.js';
import type { Incoming } from './link.js';

interface Pending {
  resolve(frame: Incoming): void;
  reject(error: Refused | Unanswered): void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Matches answers to requests by `id`. Every request ends exactly once: answered, refused, timed out or disconnected. */
export class Requests {
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  /** A fresh id, for a request whose answer is not awaited here. */
  newId(): number {
    return this.#nextId++;
  }

  /** Registers a request and gives its id to `transmit`. Without `timeoutMs` it waits until the link ends. */
  start(
    transmit: (id: number) => void,
    resolve: (frame: Incoming) => void,
    reject: (error: Refused | Unanswered) => void,
    timeoutMs?: number,
  ): void {
    const id = this.newId();
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => this.#take(id)?.reject(new Unanswered('timeout')), timeoutMs);
    this.#pending.set(id, { resolve, reject, timer });
    transmit(id);
  }

  /** True when `frame` answers a request that was still waiting. */
  settle(frame: Incoming): boolean {
    if (frame.id === undefined) return false;
    const pending = this.#take(frame.id);
    if (pending === undefined) return false;
    if (frame.t === 'error') pending.reject(new Refused(frame as ErrorFrame));
    else pending.resolve(frame);
    return true;
  }

  disconnected(): void {
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(new Unanswered('disconnected'));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }
}
