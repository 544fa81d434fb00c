const FIRST_MS = 750;
const MAX_MS = 30_000;

/**
 * How long to wait before an attempt, in ms: 0.5–1 s before the first (attempt 0), then doubling
 * with ±50 % jitter, never more than 30 s.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  if (attempt === 0) return 500 + random() * 500;
  const base = Math.min(FIRST_MS * 2 ** attempt, MAX_MS);
  return Math.min(base * (0.5 + random()), MAX_MS);
}
