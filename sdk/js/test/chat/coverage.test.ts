import { describe, expect, it } from 'vitest';
import { above, merged, spanBelow, type Span } from '../../src/chat/coverage.js';

describe('ranges without gaps', () => {
  it('are as few as possible: those that overlap or touch are one', () => {
    const spans: Span[] = [[30, 40], [1, 5], [6, 9], [35, 50], [12, 11]];
    expect(merged(spans)).toEqual([[1, 9], [30, 50]]);
  });

  it('lead down from an order inside them and from just above them, and from nowhere else', () => {
    const spans: Span[] = [[10, 20], [40, Infinity]];
    expect(spanBelow(spans, 15)).toEqual([10, 20]);
    expect(spanBelow(spans, 21)).toEqual([10, 20]);
    expect(spanBelow(spans, Infinity)).toEqual([40, Infinity]);
    expect(spanBelow(spans, 22)).toBeUndefined();
    expect(spanBelow(spans, 40)).toBeUndefined();
    expect(spanBelow(spans, 10)).toBeUndefined();
  });

  it('are cut off at a floor', () => {
    expect(above([[1, 5], [8, 20], [30, Infinity]], 10)).toEqual([[10, 20], [30, Infinity]]);
  });
});
