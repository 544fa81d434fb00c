/**
 * A zone of zone.js, by which Angular notices that something was done. What comes out of an `await` or from the network
 * runs in none, so whoever is called back is called in the zone in which it asked for that.
 */
export interface Zone {
  readonly parent?: Zone | null;
  run<R>(work: () => R): R;
}

/** The zone in which this runs; undefined where there are none, and in the outermost one. */
export function currentZone(): Zone | undefined {
  const zone = (globalThis as { Zone?: { current?: Zone } }).Zone?.current;
  return zone?.parent ? zone : undefined;
}

/** The function, run in the zone that is current now. */
export function inThisZone<A extends unknown[], R>(call: (...args: A) => R): (...args: A) => R {
  const zone = currentZone();
  return zone === undefined ? call : (...args) => zone.run(() => call(...args));
}
