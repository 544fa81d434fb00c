import { describe, expect, it } from 'vitest';
import { connectionStatus } from '../../src/mesibo/status.js';

const stopped = (code: number): ReturnType<typeof connectionStatus> =>
  connectionStatus({ state: 'stopped', code, name: '', advice: 'stop', reason: '' }, true);

describe('what an application hears of the connection', () => {
  it('is one number for each state', () => {
    expect(connectionStatus({ state: 'offline' }, false)).toEqual([]);
    expect(connectionStatus({ state: 'connecting' }, false)).toEqual([6]);
    expect(connectionStatus({ state: 'online' }, false)).toEqual([1]);
  });

  it('tells a break from a server that can not be reached', () => {
    const waiting = { state: 'waiting', retryAt: 0, code: 1006 } as const;
    expect(connectionStatus(waiting, true)).toEqual([2]);
    expect(connectionStatus(waiting, false)).toEqual([7]);
  });

  it('says why the connection ended for good', () => {
    expect([4401, 4403, 4409, 1000, 4426, 4400].map(stopped)).toEqual([[4], [4], [3], [5], [21], [7]]);
  });
});
