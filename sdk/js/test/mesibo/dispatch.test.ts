import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Listeners, answer, tell } from '../../src/mesibo/dispatch.js';

let logged: unknown[][];

beforeEach(() => {
  logged = [];
  vi.spyOn(console, 'error').mockImplementation((...args) => void logged.push(args));
});
afterEach(() => vi.restoreAllMocks());

describe('telling a listener', () => {
  it('uses the v2 spelling, else the v1 spelling, never both', () => {
    const heard: unknown[] = [];
    const both = { Mesibo_onMessage: (m: unknown) => heard.push(['v2', m]), Mesibo_OnMessage: () => heard.push(['v1']) };
    tell(both, 'Mesibo_onMessage', ['m'], () => ['params', 'data']);
    tell({ Mesibo_OnMessage: (...args: unknown[]) => heard.push(['v1', ...args]) }, 'Mesibo_onMessage', ['m'], () => ['params', 'data']);
    tell({ MesiboProfile_OnUpdate: (p: unknown) => heard.push(['profile', p]) }, 'MesiboProfile_onUpdate', ['p']);
    tell({}, 'Mesibo_onMessage', ['m']);
    tell(null, 'Mesibo_onMessage', ['m']);
    expect(heard).toEqual([['v2', 'm'], ['v1', 'params', 'data'], ['profile', 'p']]);
  });

  it('finds the callbacks of prototypes and classes, with the listener as this', () => {
    class Base {
      heard: unknown[] = [];
      Mesibo_onPresence(presence: unknown): void {
        this.heard.push(presence);
      }
    }
    const listener = new (class extends Base {})();
    tell(listener, 'Mesibo_onPresence', [1]);
    function Old(this: { heard: unknown[] }): void {
      this.heard = [];
    }
    Old.prototype.Mesibo_OnPresence = Base.prototype.Mesibo_onPresence;
    const old = new (Old as unknown as new () => { heard: unknown[] })();
    tell(old, 'Mesibo_onPresence', [2]);
    expect([listener.heard, old.heard]).toEqual([[1], [2]]);
  });

  it('survives a callback that throws and one that rejects, and says so', async () => {
    tell({ Mesibo_onError: () => { throw new Error('thrown'); } }, 'Mesibo_onError', []);
    tell({ Mesibo_onError: async () => { throw new Error('rejected'); } }, 'Mesibo_onError', []);
    await Promise.resolve();
    expect(logged.map(([text, error]) => [text, (error as Error).message])).toEqual([
      ["mesibo: the application's Mesibo_onError failed", 'thrown'],
      ["mesibo: the application's Mesibo_onError failed", 'rejected'],
    ]);
  });

  it('answers a function directly, an object by its callback', () => {
    const heard: unknown[] = [];
    answer((...args: unknown[]) => heard.push(args), 'Mesibo_onGroupMembers', ['group', []]);
    answer({ Mesibo_onGroupMembers: (...args: unknown[]) => heard.push(args) }, 'Mesibo_onGroupMembers', ['group', []]);
    answer(undefined, 'Mesibo_onGroupMembers', []);
    expect(heard).toEqual([['group', []], ['group', []]]);
  });
});

describe('the listeners of an application', () => {
  it('are told once, however often they were added', () => {
    const heard: string[] = [];
    const one = { Mesibo_onSync: () => heard.push('one') };
    const two = { Mesibo_onSync: () => heard.push('two') };
    const all = new Listeners();
    expect([all.add(one), all.add(one), all.add(null), all.add(undefined)]).toEqual([true, true, false, false]);
    all.tell('Mesibo_onSync', [], [one, two, two]);
    expect(heard).toEqual(['one', 'two']);
    all.remove(one);
    all.tell('Mesibo_onSync', []);
    expect(heard).toEqual(['one', 'two']);
  });

  it('may remove themselves while they are told', () => {
    const heard: string[] = [];
    const all = new Listeners();
    const once = { Mesibo_onSync: () => (heard.push('once'), all.remove(once)) };
    all.add(once);
    all.add({ Mesibo_onSync: () => heard.push('always') });
    all.tell('Mesibo_onSync', []);
    all.tell('Mesibo_onSync', []);
    expect(heard).toEqual(['once', 'always', 'always']);
  });

  it('are asked until one of them answers', () => {
    const all = new Listeners();
    all.add({ Mesibo_onGetProfileName: () => null });
    all.add({ Mesibo_onGetProfileName: () => 'Ana' });
    all.add({ Mesibo_onGetProfileName: () => 'Bob' });
    expect(all.ask('Mesibo_onGetProfileName', [])).toBe('Ana');
    expect(all.ask('Mesibo_onGetProfileImage', [])).toBeUndefined();
  });
});
