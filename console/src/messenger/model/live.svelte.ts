/* How the page learns that an object of the client changed. */
import { createSubscriber } from 'svelte/reactivity';

interface Signal {
  read: () => void;
  changed: () => void;
}

const signals = new WeakMap<object, Signal>();

/**
 * The objects of a `Chat` change in place. Whoever reads one as `live(object).member`, in a template, a `$derived` or
 * an `$effect`, is run again after `changed(object)`.
 */
export function live<T extends object>(object: T): T {
  let signal = signals.get(object);
  if (signal === undefined) {
    signal = signalOf();
    signals.set(object, signal);
  }
  signal.read();
  return object;
}

export function changed(...objects: (object | undefined)[]): void {
  for (const object of objects) if (object !== undefined) signals.get(object)?.changed();
}

function signalOf(): Signal {
  const signal: Signal = { read: () => {}, changed: () => {} };
  signal.read = createSubscriber((update) => {
    signal.changed = update;
    return () => (signal.changed = () => {});
  });
  return signal;
}
