import { feature } from './features.js';

/** For spans: ms since some moment, whatever happens to the device's clock meanwhile. */
export function ticks(): number {
  return feature('performance')?.now() ?? Date.now();
}

/**
 * The server's clock, as well as it is known here: what the device's clock says until the server was heard, and from
 * then on what the server said and the time since. Setting the device's clock changes nothing.
 */
export class ServerClock {
  #ahead = Date.now() - ticks();
  #heard = false;

  /** The server says what time it is. */
  set(time: number): void {
    this.#ahead = time - ticks();
    this.#heard = true;
  }

  /** The server was heard: until then the device's clock is all there is, and that may be wrong by days. */
  get heard(): boolean {
    return this.#heard;
  }

  /** ms. */
  now(): number {
    return Math.round(this.#ahead + ticks());
  }
}
