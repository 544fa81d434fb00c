import { describe, expect, it } from 'vitest';
import { backoff } from '../src/wire/backoff.js';
import { newMid } from '../src/index.js';

describe('message ids', () => {
  it('are whole numbers from 1 to below 2^52, all different', () => {
    const mids = Array.from({ length: 10_000 }, newMid);
    expect(mids.every((mid) => Number.isSafeInteger(mid) && mid >= 1 && mid < 2 ** 52)).toBe(true);
    expect(new Set(mids).size).toBe(mids.length);
  });
});

describe('the wait before another attempt', () => {
  const least = (attempt: number): number => backoff(attempt, () => 0);
  const most = (attempt: number): number => backoff(attempt, () => 1);

  it('is half a second to a second at first', () => {
    expect([least(0), most(0)]).toEqual([500, 1000]);
  });

  it('doubles, give or take a half, and ends at 30 seconds', () => {
    expect([least(1), most(1)]).toEqual([750, 2250]);
    expect([least(2), most(2)]).toEqual([1500, 4500]);
    expect([least(40), most(40)]).toEqual([15_000, 30_000]);
  });
});
