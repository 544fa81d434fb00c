import { expect, it } from 'vitest';
import { Places } from '../../src/chat/places.js';

it('what is never stored gets places behind the newest order of its time, each its own, in their order', () => {
  const places = new Places();
  const first = Array.from({ length: 1000 }, () => places.next('u:bob', 17));
  expect([...first].sort((a, b) => a - b)).toEqual(first);
  expect(new Set(first).size).toBe(1000);
  expect(first[0]).toBeGreaterThan(17);
  expect(first.at(-1)).toBeLessThan(18);
  expect(first.filter((place) => Number.isInteger(place * 1024))).toEqual([]); // where refused messages stand
  expect(places.next('u:bob', 18)).toBeGreaterThan(18);
  expect(places.next('u:cy', 17)).toBe(first[0]);
});

it('also behind the greatest orders that there can be', () => {
  const places = new Places();
  const newest = 2 ** 51 + 1;
  const some = [1, 2, 3].map(() => places.next('u:bob', newest));
  expect([newest, ...some].sort((a, b) => a - b)).toEqual([newest, ...some]);
  expect(new Set([newest, ...some]).size).toBe(4);
});
