import { currentZone, type Zone } from '../wire/zone.js';

/** What applications register: an object with callbacks, or a function where one answer is expected. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
export type Listener = object | Function;

type V1Args = (() => unknown[]) | null;

const warn = (event: string, error: unknown): void => {
  console.error(`mesibo: the application's ${event} failed`, error);
};

/** In which zone each listener wants to be called. */
class Zones {
  readonly #of = new WeakMap<object, Zone>();
  /** That of the application's `start`, for listeners that were given outside of all. */
  #ofStart: Zone | undefined;

  started(): void {
    this.#ofStart = currentZone() ?? this.#ofStart;
  }

  /** The listener is given, or used, by the code that runs now. */
  note(listener: unknown): void {
    const zone = currentZone();
    if (zone !== undefined && (typeof listener === 'function' || (typeof listener === 'object' && listener !== null))) {
      this.#of.set(listener, zone);
    }
  }

  run<R>(listener: Listener, work: () => R): R {
    const zone = this.#of.get(listener) ?? this.#ofStart;
    return zone === undefined ? work() : zone.run(work);
  }
}

export const zones = new Zones();

/**
 * Calls a function of the application, in the zone of the listener. What it throws, now or later through a promise, is
 * logged and goes no further: an application's mistake never stops the SDK.
 */
export function guarded(event: string, listener: Listener, call: () => unknown): unknown {
  try {
    const result = zones.run(listener, call);
    if (result instanceof Promise) result.catch((error: unknown) => warn(event, error));
    return result;
  } catch (error) {
    warn(event, error);
    return undefined;
  }
}

/** The answer of a request as a promise, and by a callback where there is one. */
export function answered<T>(result: Promise<T>, done: unknown): Promise<T> {
  zones.note(done);
  if (typeof done === 'function') void result.then((value) => guarded('callback', done, () => (done as (value: T) => unknown)(value)));
  return result;
}

/** Reports what went wrong; `false` for whoever asked. */
export const failed = (what: string) => (error: unknown): false => (console.warn(`mesibo: ${what}`, error), false);

/** The v1 spelling of a callback: `Mesibo_OnMessage` for `Mesibo_onMessage`. */
const v1Name = (event: string): string => event.replace('_on', '_On');

/** What a listener has for this event: the callback's name, or nothing. Never both spellings. */
export function callbackName(listener: Listener, event: string): string | undefined {
  const members = listener as Record<string, unknown>;
  return [event, v1Name(event)].find((name) => typeof members[name] === 'function');
}

/**
 * Tells one listener, by the v2 spelling or else the v1 spelling; `this` is the listener. `v1Args`, where given,
 * makes the arguments for the v1 spelling; null: not by that spelling.
 */
export function tell(listener: Listener | null | undefined, event: string, args: unknown[], v1Args: V1Args = () => args): unknown {
  if (listener === null || listener === undefined) return undefined;
  const name = callbackName(listener, event);
  if (name === undefined || (name !== event && v1Args === null)) return undefined;
  const members = listener as Record<string, (...args: unknown[]) => unknown>;
  return guarded(name, listener, () => members[name]!(...(name === event ? args : v1Args!())));
}

/** Answers one request: a function gets the arguments, an object the event. */
export function answer(listener: Listener | null | undefined, event: string, args: unknown[]): void {
  if (typeof listener === 'function') guarded(event, listener, () => (listener as (...args: unknown[]) => unknown)(...args));
  else tell(listener, event, args);
}

const NOBODY: ReadonlySet<Listener> = new Set();

/** The listeners of the whole application, each told once however often it was added. */
export class Listeners {
  readonly #all = new Set<Listener>();

  get all(): Iterable<Listener> {
    return this.#all;
  }

  add(listener: Listener | null | undefined): boolean {
    if (listener === null || (typeof listener !== 'object' && typeof listener !== 'function')) return false;
    this.#all.add(listener);
    zones.note(listener);
    return true;
  }

  remove(listener: Listener): boolean {
    return this.#all.delete(listener);
  }

  /** Tells all of them, and those `besides` that are not among them, but none of `without`. */
  tell(event: string, args: unknown[], besides: Iterable<Listener> = [], v1Args: V1Args = () => args, without: ReadonlySet<Listener> = NOBODY): void {
    for (const listener of new Set([...this.#all, ...besides])) {
      if (!without.has(listener)) tell(listener, event, args, v1Args);
    }
  }

  /** The first answer that is not nothing. */
  ask(event: string, args: unknown[]): unknown {
    for (const listener of this.#all) {
      const result = tell(listener, event, args);
      if (result !== undefined && result !== null) return result;
    }
    return undefined;
  }
}
