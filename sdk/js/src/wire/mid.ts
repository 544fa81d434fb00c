import { feature } from './features.js';

/** 32 random bits. */
export function random32(): number {
  const crypto = feature('crypto');
  return crypto === undefined ? Math.floor(Math.random() * 2 ** 32) : (crypto.getRandomValues(new Uint32Array(1))[0] as number);
}

/** A new message id: random 32 bit + 2^32 × random 20 bit, never 0, always below 2^53. */
export function newMid(): number {
  const low = random32();
  const high = random32() >>> 12;
  return low === 0 && high === 0 ? 1 : low + high * 2 ** 32;
}
