/* The time, for what is on the page longer than it is true: Today becomes Yesterday by itself. */
import { createSubscriber } from 'svelte/reactivity';

const MINUTE_MS = 60_000;

/** Ticks while somebody reads it: at each minute, and when one comes back to the page, whose timers may have slept. */
const minute = createSubscriber((update) => {
  let timer: ReturnType<typeof setTimeout>;
  const next = (): void => void (timer = setTimeout(tick, MINUTE_MS - (Date.now() % MINUTE_MS)));
  const tick = (): void => {
    update();
    next();
  };
  next();
  document.addEventListener('visibilitychange', update);
  window.addEventListener('pageshow', update);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', update);
    window.removeEventListener('pageshow', update);
  };
});

/** The time, in ms; who reads it in a template, a `$derived` or an `$effect` is run again each minute. */
export function now(): number {
  minute();
  return Date.now();
}
