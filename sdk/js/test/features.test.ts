import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ServerClock, ticks } from '../src/wire/clock.js';
import { feature, isForeground, lack, onForeground, type Feature } from '../src/wire/features.js';
import { newMid } from '../src/wire/mid.js';

const FEATURES: [Feature, string, ...string[]][] = [
  ['BroadcastChannel', 'BroadcastChannel'],
  ['Notification', 'Notification'],
  ['WebSocket', 'WebSocket'],
  ['crypto', 'crypto'],
  ['document', 'document'],
  ['indexedDB', 'indexedDB'],
  ['localStorage', 'localStorage'],
  ['locks', 'navigator', 'locks'],
  ['navigator', 'navigator'],
  ['performance', 'performance'],
  ['serviceWorker', 'navigator', 'serviceWorker'],
  ['sessionStorage', 'sessionStorage'],
  ['window', 'window'],
];

/** How a feature can fail: what its getter does, and what is said of it then. */
const FAILURES: [string, () => unknown, RegExp][] = [
  ['is not there', () => undefined, /^there is no \w+ here$/],
  ['is nothing', () => null, /^there is no \w+ here$/],
  [
    'throws when it is mentioned',
    () => {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    },
    /^\w+ may not be used here: Access is denied for this document\.$/,
  ],
];

let restore: (() => void)[] = [];

afterEach(() => {
  for (const step of restore.reverse()) step();
  restore = [];
});

function define(name: string, get: () => unknown): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { get, configurable: true });
  restore.push(() => (before === undefined ? Reflect.deleteProperty(globalThis, name) : Object.defineProperty(globalThis, name, before)));
}

describe('F1: a feature of the browser', () => {
  describe.each(FEATURES)('%s', (name, global, member) => {
    it.each(FAILURES)('that %s is found missing, with a word', (_, get, word) => {
      define(global, member === undefined ? get : () => Object.defineProperty({}, member, { get }));
      expect(feature(name)).toBeUndefined();
      expect(lack(name)).toMatch(word);
    });
  });

  it.each(FAILURES)('that %s leaves numbers, spans, clocks and the foreground as they are', (_, get) => {
    for (const name of ['crypto', 'performance', 'document', 'window', 'navigator']) define(name, get);
    expect(newMid()).toBeGreaterThan(0);
    expect(newMid()).not.toBe(newMid());
    expect(ticks()).toBeGreaterThan(0);
    const clock = new ServerClock();
    clock.set(1_790_000_000_000);
    expect(clock.now()).toBeGreaterThanOrEqual(1_790_000_000_000);
    expect(isForeground()).toBe(true);
    onForeground(() => {})();
  });

  it('of which a part throws does no harm', () => {
    define('document', () =>
      Object.defineProperty({}, 'visibilityState', {
        get: () => {
          throw new Error('no');
        },
      }),
    );
    expect(isForeground()).toBe(true);
    onForeground(() => {})();
  });

  it('is reached in one place of the sources', () => {
    const names = /(?<![.\w$'"`])(?:(?:globalThis|window|self)\??\.)?(?:indexedDB|localStorage|sessionStorage|navigator|crypto|document|performance)\b(?=\??\.)/;
    const root = new URL('../src/', import.meta.url);
    const found = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'wire/features.ts')
      .flatMap((file) => readFileSync(new URL(file, root), 'utf8').split('\n').map((line) => `${file}: ${line.trim()}`))
      .filter((line) => names.test(line.replace(/\/\*\*.*|\/\/.*|: \* .*/, '')));
    expect(found.filter((line) => !/feature\('crypto'\)|crypto\.getRandomValues/.test(line))).toEqual([]);
  });
});

describe('F10: the clock of the server', () => {
  it('is not moved by setting that of the device, nor are spans', () => {
    const clock = new ServerClock();
    clock.set(1_790_000_000_000);
    const begun = ticks();
    vi.useFakeTimers({ now: Date.now() - 2 * 3_600_000, toFake: ['Date'] });
    expect(clock.now() - 1_790_000_000_000).toBeGreaterThanOrEqual(0);
    expect(clock.now() - 1_790_000_000_000).toBeLessThan(60_000);
    expect(ticks()).toBeGreaterThanOrEqual(begun);
    vi.useRealTimers();
  });
});
