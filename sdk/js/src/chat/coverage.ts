/** Orders from the first to the last, both included, between which nothing is missing. */
export type Span = [number, number];

/** The same orders in as few spans as possible, lowest first. */
export function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const [low, high] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else if (low <= high) result.push([low, high]);
  }
  return result;
}

/** The span in which one can go down from just below `order`; undefined when nothing is known there. */
export function spanBelow(spans: readonly Span[], order: number): Span | undefined {
  return merged(spans).find(([low, high]) => low < order && order <= high + 1);
}

/** Only what lies at `floor` or above. */
export function above(spans: readonly Span[], floor: number): Span[] {
  return spans.filter(([, high]) => high >= floor).map(([low, high]) => [Math.max(low, floor), high]);
}
