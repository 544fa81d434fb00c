/** A new message id: random 32 bit + 2^32 × random 20 bit, never 0, always below 2^53. */
export function newMid(): number {
  const random = crypto.getRandomValues(new Uint32Array(2));
  const low = random[0] ?? 0;
  const high = (random[1] ?? 0) >>> 12;
  return low === 0 && high === 0 ? 1 : low + high * 2 ** 32;
}
