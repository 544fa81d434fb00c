import { inThisZone } from './zone.js';

export type Listener<T> = (event: T) => void;

/**
 * Typed listeners by the name of an event. A listener that throws, or whose promise rejects, is reported and stops
 * nobody else. It is called in the zone in which it was given, where there are zones.
 */
export class Events<M extends object> {
  readonly #listeners = new Map<keyof M, Set<Listener<never>>>();

  /** Calls `listener` for every `name` until the function returned is called. */
  on<K extends keyof M>(name: K, listener: Listener<M[K]>): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    const heard = inThisZone(listener) as Listener<never>;
    set.add(heard);
    return () => void set.delete(heard);
  }

  emit<K extends keyof M>(name: K, event: M[K]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        const result: unknown = (listener as (event: M[K]) => unknown)(event);
        if (result instanceof Promise) result.catch(report);
      } catch (error) {
        report(error);
      }
    }
  }
}

function report(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else console.error(error);
}
