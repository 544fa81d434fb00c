import type { Connection } from '../../wire/client.js';
import { Refused, Unanswered } from '../../wire/errors.js';
import type { ErrorFrame, UserPresence } from '../../wire/frames.js';
import type { StoreChange } from '../changes.js';
import type { Line } from './line.js';

/** What the tabs of one store say to each other. */
type Word =
  /** The one that holds the connection, to all. */
  | { t: 'connection'; leader: string; connection: Connection; clockOffset: number; users: UserPresence[] }
  /** A tab has begun and wants to hear how things are. */
  | { t: 'hello' }
  | { t: 'ask'; tab: string; id: number; method: Method; args: unknown[] }
  | { t: 'answer'; tab: string; id: number; value?: unknown; error?: Failure }
  | { t: 'changes'; changes: readonly StoreChange[] }
  | { t: 'gone' };

type Method = keyof Line;
type Failure = { refused: ErrorFrame } | { unanswered: Unanswered['reason'] } | { message: string };

/** Without an answer for so long, the holder of the connection is taken for gone. */
const ANSWER_MS = 20_000;
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
  changes(changes: readonly StoreChange[]): void;
  connection(connection: Connection, clockOffset: number): void;
  users(users: UserPresence[]): void;
  /** Another tab has logged out and deleted the store. */
  gone(): void;
}

/**
 * The tabs that share one store: which of them holds the connection, and what they tell each other. Until this tab
 * gets the lock, its `line` leads to the one that has it; what that one had not answered when it closed is rejected,
 * what lies in the store goes on.
 */
export class Tabs {
  readonly #events: TabsEvents;
  readonly #tab: string;
  readonly #channel: BroadcastChannel;
  readonly #asked = new Map<number, Asked>();
  #leaderTab: string | undefined;
  readonly #control = new AbortController();
  #release: (() => void) | undefined;
  #leader: Line | undefined;
  #next = 1;
  #state: () => Extract<Word, { t: 'connection' }>;
  readonly line: Line = follower((method, args) => this.#ask(method, args));

  constructor(name: string, tab: string, events: TabsEvents, state: () => [Connection, number, UserPresence[]]) {
    this.#tab = tab;
    this.#events = events;
    this.#state = () => {
      const [connection, clockOffset, users] = state();
      return { t: 'connection', leader: tab, connection, clockOffset, users };
    };
    this.#channel = new BroadcastChannel(`carillon:${name}`);
    this.#channel.onmessage = (event: MessageEvent<Word>) => this.#heard(event.data);
    const held = new Promise<void>((resolve) => (this.#release = resolve));
    const { signal } = this.#control;
    const lock = navigator.locks.request(`carillon:${name}`, { signal }, () => {
      events.lead();
      return held;
    });
    lock.catch(() => {}); // stopped before its turn came
    this.#say({ t: 'hello' });
  }

  static get possible(): boolean {
    return typeof BroadcastChannel !== 'undefined' && globalThis.navigator?.locks !== undefined;
  }

  /** From now on this tab answers the others. */
  leads(leader: Line): void {
    this.#leader = leader;
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
    this.#control.abort();
    this.#release?.();
    this.#channel.close();
  }

  #say(word: Word): void {
    if (!this.#control.signal.aborted) this.#channel.postMessage(word);
  }

  #heard(word: Word): void {
    switch (word.t) {
      case 'hello':
        if (this.#leader !== undefined) this.#say(this.#state());
        return;
      case 'connection':
        if (this.#leader !== undefined) return;
        if (this.#leaderTab !== undefined && this.#leaderTab !== word.leader) {
          this.#leaderChanged((id, { method, args }) => this.#say({ t: 'ask', tab: this.#tab, id, method, args }));
        }
        this.#leaderTab = word.leader;
        this.#events.connection(word.connection, word.clockOffset);
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
