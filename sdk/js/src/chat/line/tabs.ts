import type { Connection } from '../../wire/client.js';
import { ticks } from '../../wire/clock.js';
import { Refused, Unanswered } from '../../wire/errors.js';
import { feature, isForeground } from '../../wire/features.js';
import type { ErrorFrame, UserPresence } from '../../wire/frames.js';
import type { StoreChange } from '../changes.js';
import type { Line } from './line.js';
import { hold, locksKnown } from './locks.js';

/** What the tabs of one store say to each other. */
type Word =
  /** The one that holds the connection, to all. */
  | { t: 'connection'; leader: string; connection: Connection; time: number; users: UserPresence[] }
  /** A tab has begun and wants to hear how things are; `probe`: whether the holder is alive is enough. */
  | { t: 'hello'; probe?: true }
  | { t: 'alive' }
  | { t: 'ask'; tab: string; id: number; method: Method; args: unknown[] }
  | { t: 'answer'; tab: string; id: number; value?: unknown; error?: Failure }
  | { t: 'changes'; changes: readonly StoreChange[] }
  | { t: 'gone' };

type Method = keyof Line;
type Failure = { refused: ErrorFrame } | { unanswered: Unanswered['reason'] } | { message: string };

/** Without an answer for so long, a request is given up. */
const ANSWER_MS = 20_000;
/** How often a tab that somebody sees asks whether the holder of the connection is alive, and how long that has for it. */
const PROBE_MS = 4_000;
const ALIVE_MS = 3_000;
/** May be done twice: a new holder of the connection is asked again what the old one did not answer. */
const REPEATABLE = new Set<Method>(['older', 'moreConversations', 'remove', 'clear', 'markRead', 'watch', 'logout']);
const SILENT = new Set<Method>(['notify', 'wake', 'unwatch', 'visible', 'reconnect']);

interface Asked {
  method: Method;
  args: unknown[];
  resolve(value: unknown): void;
  reject(error: unknown): void;
  timer: ReturnType<typeof setTimeout>;
}

export interface TabsEvents {
  /** This tab has the lock: it must connect. */
  lead(): void;
  /** Another tab has taken the lock, because this one gave no sign of life: it must not go on with the connection. */
  deposed(): void;
  /** Locks cannot be used: this tab has to go on alone. */
  alone(error: unknown): void;
  changes(changes: readonly StoreChange[]): void;
  connection(connection: Connection, time: number): void;
  users(users: UserPresence[]): void;
  /** Another tab has logged out and deleted the store. */
  gone(): void;
}

/**
 * The tabs that share one store: which of them holds the connection, and what they tell each other. Until this tab
 * gets the lock, its `line` leads to the one that has it; what that one had not answered when it closed is rejected,
 * what lies in the store goes on. One that has the lock and is silent, because it hangs or was paused, loses it to a
 * tab that somebody sees.
 */
export class Tabs {
  readonly #name: string;
  readonly #events: TabsEvents;
  readonly #tab: string;
  readonly #channel: BroadcastChannel;
  readonly #asked = new Map<number, Asked>();
  #leaderTab: string | undefined;
  #waiting = new AbortController();
  #closed = false;
  #release: (() => void) | undefined;
  #leader: Line | undefined;
  #next = 1;
  #heardAt = -Infinity;
  #probing: ReturnType<typeof setTimeout> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;
  #state: () => Extract<Word, { t: 'connection' }>;
  readonly line: Line = follower((method, args) => this.#ask(method, args));

  /** Throws where there is no such channel. */
  constructor(name: string, tab: string, events: TabsEvents, state: () => [Connection, number, UserPresence[]]) {
    this.#name = `carillon:${name}`;
    this.#tab = tab;
    this.#events = events;
    this.#state = () => {
      const [connection, time, users] = state();
      return { t: 'connection', leader: tab, connection, time, users };
    };
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = (event: MessageEvent<Word>) => this.#heard(event.data);
    this.#join();
    this.#say({ t: 'hello' });
  }

  static get possible(): boolean {
    return feature('BroadcastChannel') !== undefined && feature('locks') !== undefined;
  }

  /** Waits for the lock, or takes it from whoever has it. */
  #join(steal = false): void {
    this.#waiting.abort();
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    this.#looking ??= setInterval(() => {
      if (isForeground()) this.#probe();
    }, PROBE_MS);
    hold(this.#name, steal ? { steal } : { signal }, () => this.#deposed()).then(
      (release) => {
        if (this.#closed) return release?.();
        this.#release = release;
        this.#events.lead();
      },
      (error: unknown) => {
        if (!signal.aborted) this.#events.alone(error);
      },
    );
  }

  #endLooking(): void {
    clearInterval(this.#looking);
    clearTimeout(this.#probing);
    this.#looking = this.#probing = undefined;
  }

  #deposed(): void {
    if (this.#closed || this.#leader === undefined) return;
    this.#leader = this.#release = undefined;
    this.#events.deposed();
    this.#join();
    this.#say({ t: 'hello' });
  }

  /** Whether this tab has the connection by right: another one may have taken that a moment ago. */
  async leadsStill(): Promise<boolean> {
    await locksKnown();
    return this.#leader !== undefined;
  }

  /** Asks the holder of the connection for a sign of life. Without one, this tab takes its place. */
  #probe(): void {
    if (this.#leader !== undefined || this.#probing !== undefined || this.#closed) return;
    const begun = ticks();
    this.#say({ t: 'hello', probe: true });
    this.#probing = setTimeout(() => {
      this.#probing = undefined;
      if (this.#leader !== undefined || this.#closed || this.#heardAt >= begun) return;
      if (ticks() - begun > 2 * ALIVE_MS) this.#probe(); // it was this tab that hung
      else this.#join(true);
    }, ALIVE_MS);
  }

  /** From now on this tab answers the others. */
  leads(leader: Line): void {
    this.#leader = leader;
    this.#endLooking();
    this.#leaderChanged((id, { method, args }) => void this.#do(leader, { t: 'ask', tab: this.#tab, id, method, args }));
  }

  #leaderChanged(again: (id: number, asked: Asked) => void): void {
    for (const [id, asked] of [...this.#asked]) {
      if (REPEATABLE.has(asked.method)) again(id, asked);
      else this.#take(id)?.reject(new Unanswered('disconnected'));
    }
  }

  tell(changes: readonly StoreChange[]): void {
    this.#say({ t: 'changes', changes });
  }

  connectionChanged(): void {
    if (this.#leader !== undefined) this.#say(this.#state());
  }

  gone(): void {
    this.#say({ t: 'gone' });
  }

  close(): void {
    for (const id of [...this.#asked.keys()]) this.#take(id)?.reject(new Unanswered('closed'));
    this.#closed = true;
    this.#endLooking();
    this.#waiting.abort();
    this.#release?.();
    this.#channel.close();
  }

  #say(word: Word): void {
    if (!this.#closed) this.#channel.postMessage(word);
  }

  #heard(word: Word): void {
    switch (word.t) {
      case 'hello':
        if (this.#leader !== undefined) this.#say(word.probe === true ? { t: 'alive' } : this.#state());
        return;
      case 'alive':
        this.#heardAt = ticks();
        return;
      case 'connection':
        this.#heardAt = ticks();
        if (this.#leader !== undefined) return;
        if (this.#leaderTab !== undefined && this.#leaderTab !== word.leader) {
          this.#leaderChanged((id, { method, args }) => this.#say({ t: 'ask', tab: this.#tab, id, method, args }));
        }
        this.#leaderTab = word.leader;
        this.#events.connection(word.connection, word.time);
        this.#events.users(word.users);
        return;
      case 'ask':
        if (this.#leader !== undefined) void this.#do(this.#leader, word);
        return;
      case 'answer':
        if (word.tab !== this.#tab) return;
        if (word.error === undefined) this.#take(word.id)?.resolve(word.value);
        else this.#take(word.id)?.reject(errorOf(word.error));
        return;
      case 'changes':
        return this.#events.changes(word.changes);
      case 'gone':
        return this.#events.gone();
    }
  }

  async #do(leader: Line, { tab, id, method, args }: Extract<Word, { t: 'ask' }>): Promise<void> {
    const answer = (word: Word): void => (tab === this.#tab ? this.#heard(word) : this.#say(word));
    try {
      const value = await (leader[method] as (...args: unknown[]) => unknown).apply(leader, args);
      if (!SILENT.has(method)) answer({ t: 'answer', tab, id, value });
    } catch (error) {
      answer({ t: 'answer', tab, id, error: failureOf(error) });
    }
  }

  #ask(method: Method, args: unknown[]): Promise<unknown> {
    const id = this.#next++;
    this.#say({ t: 'ask', tab: this.#tab, id, method, args });
    this.#probe(); // somebody waits for it
    if (SILENT.has(method)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#take(id)?.reject(new Unanswered('timeout')), ANSWER_MS);
      this.#asked.set(id, { method, args, resolve, reject, timer });
    });
  }

  #take(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    clearTimeout(asked?.timer);
    return asked;
  }
}

/** A line whose every call goes to another tab. */
function follower(ask: (method: Method, args: unknown[]) => Promise<unknown>): Line {
  const methods: Method[] = [
    'request',
    'notify',
    'older',
    'moreConversations',
    'edit',
    'takeBack',
    'remove',
    'clear',
    'markRead',
    'wake',
    'cancelUpload',
    'watch',
    'unwatch',
    'visible',
    'reconnect',
    'logout',
  ];
  const line = methods.map((method) => [method, (...args: unknown[]) => ask(method, args)]);
  return Object.fromEntries(line) as unknown as Line;
}

function failureOf(error: unknown): Failure {
  if (error instanceof Unanswered) return { unanswered: error.reason };
  if (!(error instanceof Refused)) return { message: error instanceof Error ? error.message : String(error) };
  const { code, codeName: name, message, advice, status, groupError } = error;
  const more = { ...(status !== undefined && { status }), ...(groupError !== undefined && { groupError }) };
  return { refused: { t: 'error', code, name, message, advice, ...more } };
}

function errorOf(failure: Failure): Error {
  if ('refused' in failure) return new Refused(failure.refused);
  return 'unanswered' in failure ? new Unanswered(failure.unanswered) : new Error(failure.message);
}
