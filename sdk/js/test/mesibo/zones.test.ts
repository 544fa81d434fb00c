import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answered, answer, guarded, Listeners, tell, zones } from '../../src/mesibo/dispatch.js';
import { Events } from '../../src/wire/events.js';

/** As much of zone.js as there is without patching the platform: `await` leaves the zone, as native code does. */
class TestZone {
  static current: TestZone;
  readonly name: string;
  readonly parent: TestZone | null;

  constructor(name: string, parent: TestZone | null) {
    this.name = name;
    this.parent = parent;
  }

  run<R>(work: () => R): R {
    const before = TestZone.current;
    TestZone.current = this;
    try {
      return work();
    } finally {
      TestZone.current = before;
    }
  }
}

const root = new TestZone('root', null);
const angular = new TestZone('angular', root);
const other = new TestZone('other', root);
let heard: string[];
const note = (): void => void heard.push(TestZone.current.name);

beforeEach(() => {
  heard = [];
  TestZone.current = root;
  (globalThis as { Zone?: unknown }).Zone = TestZone;
});
afterEach(() => void delete (globalThis as { Zone?: unknown }).Zone);

describe('H4: where there are zones, an application is called in the one', () => {
  it.each<[string, () => unknown]>([
    [
      'in which a listener was added',
      () => {
        const listeners = new Listeners();
        angular.run(() => listeners.add({ Mesibo_onMessage: note }));
        listeners.tell('Mesibo_onMessage', []);
      },
    ],
    [
      'in which a listener was given along',
      () => {
        const listener = { Mesibo_onMessage: note };
        angular.run(() => zones.note(listener));
        tell(listener, 'Mesibo_onMessage', []);
      },
    ],
    [
      'in which a function was given along',
      () => {
        angular.run(() => zones.note(note));
        answer(note, 'Mesibo_onGroupMembers', []);
      },
    ],
    ['in which an answer was asked for', () => angular.run(() => answered(new Promise((resolve) => setTimeout(resolve)), note))],
    [
      'in which an event of a chat was listened to',
      () => {
        const events = new Events<{ message: number }>();
        angular.run(() => events.on('message', note));
        events.emit('message', 1);
      },
    ],
  ])('%s', async (_, act) => {
    const listener = act();
    if (listener instanceof Promise) await listener;
    await new Promise((resolve) => setTimeout(resolve));
    expect(heard).toEqual(['angular']);
    expect(TestZone.current).toBe(root);
  });

  it('of `start`, when it was given outside of all, and its own before that', () => {
    const early = { Mesibo_onMessage: note };
    zones.note(early);
    angular.run(() => zones.started());
    guarded('Mesibo_onMessage', early, note);
    other.run(() => zones.note(early));
    guarded('Mesibo_onMessage', early, note);
    expect(heard).toEqual(['angular', 'other']);
  });

  it('stops hearing what it does not want to hear any more', () => {
    const events = new Events<{ message: number }>();
    const stop = angular.run(() => events.on('message', note));
    stop();
    events.emit('message', 1);
    expect(heard).toEqual([]);
  });
});

describe('without zones', () => {
  it('everything is called as it is', () => {
    delete (globalThis as { Zone?: unknown }).Zone;
    const calls: number[] = [];
    const listeners = new Listeners();
    listeners.add({ Mesibo_onMessage: () => calls.push(1) });
    listeners.tell('Mesibo_onMessage', []);
    expect(calls).toEqual([1]);
  });
});
