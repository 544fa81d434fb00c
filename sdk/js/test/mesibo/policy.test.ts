import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../src/chat/message.js';
import { ANY_CHANGE, mayChange } from '../../src/mesibo/policy.js';

const MODIFY = 1;
const WIPE = 2;
const DELETE = 4;
const DELUNREAD = 0x10;
const DELREAD = 0x20;
const DELMEDIA = 0x40;
const DELALL = 0x100;

const message = (of: object): ChatMessage => ({ own: false, unread: false, file: undefined, counts: { delivered: 0, read: 0, of: 1 }, ...of }) as ChatMessage;
const read = message({});
const unread = message({ unread: true });
const media = message({ file: {} });

const allowed = (policy: number): string[] => (['edit', 'wipe', 'recall', 'both'] as const).filter((how) => mayChange(policy, read, how));

describe('what may be taken back', () => {
  it('is said by one flag for each way', () => {
    expect(allowed(0)).toEqual([]);
    expect(allowed(MODIFY)).toEqual(['edit']);
    expect(allowed(WIPE)).toEqual(['wipe']);
    expect(allowed(DELETE)).toEqual(['recall', 'both']);
    expect(allowed(DELALL)).toEqual(['recall', 'both']);
    expect(allowed(ANY_CHANGE)).toEqual(['edit', 'wipe', 'recall', 'both']);
  });

  it('can be only what was read, was not, or has a file', () => {
    const recalled = (policy: number): boolean[] => [read, unread, media].map((m) => mayChange(policy, m, 'recall'));
    expect(recalled(DELUNREAD)).toEqual([false, true, false]);
    expect(recalled(DELETE | DELREAD)).toEqual([true, false, true]);
    expect(recalled(DELUNREAD | DELMEDIA)).toEqual([false, true, true]);
    expect(recalled(DELMEDIA | DELALL)).toEqual([true, true, true]);
  });

  it('of own messages is what nobody has read', () => {
    const own = (readers: number): ChatMessage => message({ own: true, counts: { delivered: 1, read: readers, of: 1 } });
    expect([mayChange(DELUNREAD, own(0), 'recall'), mayChange(DELUNREAD, own(1), 'recall')]).toEqual([true, false]);
  });
});
