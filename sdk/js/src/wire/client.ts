import { defined } from './defined.js';
import { backoff } from './backoff.js';
import { ServerClock } from './clock.js';
import { closeMeaning } from './close.js';
import type { ClientEvents, Connection, ConnectOptions, OutgoingMessage } from './connection.js';
import { Unanswered } from './errors.js';
import { Events, type Listener } from './events.js';
import { feature, isForeground } from './features.js';
import type {
  AnswerTo,
  Bye,
  Entry,
  Hello,
  Notice,
  Profile,
  Request,
  Send,
  Sent,
  Welcome,
} from './frames.js';
import { Inbox } from './inbox.js';
import { Link, fits, type Incoming } from './link.js';
import { newMid } from './mid.js';
import { Outbox } from './outbox.js';
import { Requests } from './requests.js';

export type { ClientEvents, Connection, ConnectOptions, NoEnd, OutgoingMessage } from './connection.js';

const LOGIN_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 15_000;
const STABLE_MS = 60_000;
const NORMAL = 1000;

/** What to do where there is none, as in Node before version 22. */
export const NO_WEBSOCKET = 'no WebSocket: give that of the package ws as option webSocket';

/** Tells when the network or the user comes back, in a browser. */
const wake = feature('window');

/**
 * One user on one device. It keeps itself connected until `close` or until the server says stop; entries of the
 * inbox reach the listeners exactly once and in order, also across broken connections; messages given to `send`
 * wait for a connection and are stored once however often they had to be sent.
 */
export class Client {
  readonly #events = new Events<ClientEvents>();
  readonly #requests = new Requests();
  readonly #outbox = new Outbox((message, answered, failed) =>
    this.#requests.start((id) => this.#link?.send({ ...message, id }), (frame) => answered(frame as Sent), failed),
  );
  #url = '';
  #token = '';
  #options: ConnectOptions = {};
  #inbox = this.#newInbox(undefined);
  #foreground = true;
  #link: Link | undefined;
  #bye: Bye | undefined;
  #loginError: string | undefined;
  #connection: Connection = { state: 'offline' };
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stable: ReturnType<typeof setTimeout> | undefined;
  readonly #clock = new ServerClock();
  #user: Profile | undefined;

  get connection(): Connection {
    return this.#connection;
  }

  /** The user logged in, once there was a `welcome`. */
  get user(): Profile | undefined {
    return this.#user;
  }

  /** The last entry that was kept and handed out. */
  get cursor(): number | undefined {
    return this.#inbox.cursor;
  }

  /** The server's clock, in ms, as well as it is known here. */
  now(): number {
    return this.#clock.now();
  }

  on<K extends keyof ClientEvents>(name: K, listener: Listener<ClientEvents[K]>): () => void {
    return this.#events.on(name, listener);
  }

  /** Connects to `url` (`ws://HOST:PORT/ws`) with the user's access token, and stays connected. */
  connect(url: string, token: string, options: ConnectOptions = {}): void {
    this.#stop({ state: 'offline' });
    this.#url = url;
    this.#token = token;
    this.#options = options;
    this.#foreground = options.foreground ?? true;
    this.#inbox = this.#newInbox(options.cursor);
    this.#attempt = 0;
    wake?.addEventListener('online', this.#woken);
    wake?.addEventListener('visibilitychange', this.#woken);
    this.#open();
  }

  /** Does not wait any longer before the next attempt; on a connection that is up, finds out whether it is alive. */
  reconnect(): void {
    if (this.#connection.state === 'waiting') this.#open();
    else if (this.#connection.state === 'online') this.#link?.probe();
  }

  /**
   * Takes no more entries, which come again on the next connection; the rest goes on until `close`. Resolves when those
   * that were taken are handled.
   */
  hold(): Promise<void> {
    return this.#inbox.hold();
  }

  /**
   * Acknowledges what was handled, and resolves when the server knows: what it has not worked off when a connection
   * ends is lost.
   */
  settle(): Promise<unknown> {
    this.#inbox.ack();
    return this.request({ t: 'time' }); // frames are worked off in their order
  }

  /** Ends the session. Messages that the server has not answered are given up. */
  close(): void {
    this.#stop({ state: 'stopped', ...closeMeaning(NORMAL, 'closed') });
    this.#outbox.clear();
  }

  /** Sends a message, now or when there is a connection. Resolves when the server has it on its disk. */
  send(message: OutgoingMessage): Promise<Sent> {
    const frame = { ...message, t: 'send', mid: message.mid ?? newMid() } as Send;
    if (!fits({ ...frame, id: Number.MAX_SAFE_INTEGER })) return Promise.reject(new Unanswered('large'));
    return this.#outbox.add(frame);
  }

  /** Takes back a message that is not on the wire; false: it is, or was never given to `send`. */
  cancel(mid: number): boolean {
    return this.#outbox.cancel(mid);
  }

  /** Asks the server; rejects with `Refused` or `Unanswered`. */
  request<R extends Request>(request: R): Promise<AnswerTo<R>> {
    const link = this.#link;
    if (link === undefined || this.#connection.state !== 'online') return Promise.reject(new Unanswered('offline'));
    if (!fits({ ...request, id: Number.MAX_SAFE_INTEGER })) return Promise.reject(new Unanswered('large'));
    return new Promise((resolve, reject) =>
      this.#requests.start(
        (id) => link.send({ ...request, id }),
        (frame) => resolve(frame as unknown as AnswerTo<R>),
        reject,
        REQUEST_TIMEOUT_MS,
      ),
    );
  }

  /** Sends what needs no answer and is worth nothing later; dropped while there is no connection. */
  notify(notice: Notice): void {
    if (this.#connection.state === 'online') this.#link?.send(notice);
  }

  /** Tells the server whether the app is in the foreground, now and at every login. */
  setForeground(foreground: boolean): void {
    if (this.#foreground === foreground) return;
    this.#foreground = foreground;
    if (this.#connection.state === 'online') {
      this.request({ t: 'availability', foreground }).catch(() => {}); // the next hello says it again
    }
  }

  #open(): void {
    const WebSocket = this.#options.webSocket ?? feature('WebSocket');
    if (WebSocket === undefined) throw new TypeError(NO_WEBSOCKET);
    clearTimeout(this.#timer); // of the wait that `reconnect` may have cut short
    this.#bye = undefined;
    this.#loginError = undefined;
    this.#become({ state: 'connecting' });
    const link: Link = new Link(new WebSocket(this.#url, ['carillon.v1']), {
      opened: () => link.send(this.#hello()),
      frame: (frame) => {
        if (this.#link === link) this.#frame(frame, link);
      },
      closed: (code, reason) => {
        if (this.#link === link) this.#closed(code, reason);
      },
    });
    this.#link = link;
    this.#timer = setTimeout(() => link.close(1006, 'no welcome in time'), LOGIN_TIMEOUT_MS);
  }

  #hello(): Hello & { id: number } {
    const { app, platform, client } = this.#options;
    const cursor = this.#inbox.cursor;
    return {
      t: 'hello',
      id: this.#requests.newId(),
      v: 1,
      token: this.#token,
      foreground: this.#foreground,
      ...defined({ app, platform, client, cursor }),
    };
  }

  #frame(frame: Incoming, link: Link): void {
    if (this.#requests.settle(frame)) return;
    switch (frame.t) {
      case 'welcome':
        return this.#welcomed(frame, link);
      case 'message':
      case 'status':
      case 'edited':
      case 'retracted':
      case 'seen':
        if (frame.seq !== undefined) return this.#inbox.accept(frame as Entry);
        if (frame.t === 'message') this.#events.emit('message', frame);
        return;
      case 'presence':
      case 'profile':
      case 'contacts':
      case 'groupEvent':
        return this.#events.emit(frame.t, frame as never);
      case 'bye':
        this.#bye = frame;
        return;
      case 'error':
        if (this.#connection.state === 'connecting') this.#loginError = frame.message;
        return this.#events.emit('error', frame);
      default: // pongs, late answers, and frames of servers newer than this client
    }
  }

  #welcomed(welcome: Welcome, link: Link): void {
    clearTimeout(this.#timer);
    this.#clock.set(welcome.time);
    this.#user = welcome.user;
    this.#inbox.start(welcome.cursor, welcome.cut);
    link.startHeartbeat(welcome.heartbeat);
    this.#stable = setTimeout(() => (this.#attempt = 0), STABLE_MS);
    this.#become({ state: 'online' });
    this.#events.emit('welcome', welcome);
    this.#outbox.connected();
  }

  #closed(code: number, reason: string): void {
    this.#endLink();
    const meaning = closeMeaning(
      this.#bye !== undefined && code < 4000 ? this.#bye.code : code,
      this.#loginError ?? this.#bye?.reason ?? reason,
    );
    if (meaning.advice !== 'retry') return this.#stop({ state: 'stopped', ...meaning });
    const delay = backoff(this.#attempt++);
    this.#timer = setTimeout(() => this.#open(), delay);
    this.#become({ state: 'waiting', retryAt: Date.now() + delay, code: meaning.code });
  }

  #endLink(): void {
    this.#link = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#stable);
    this.#outbox.disconnected();
    this.#inbox.disconnected();
    this.#requests.disconnected();
  }

  #stop(end: Connection): void {
    wake?.removeEventListener('online', this.#woken);
    wake?.removeEventListener('visibilitychange', this.#woken);
    const link = this.#link;
    this.#endLink(); // first, so that what the closing link still says is not heard
    link?.close(NORMAL, 'closed');
    this.#become(end);
  }

  #newInbox(cursor: number | undefined): Inbox {
    return new Inbox(
      {
        keep: this.#options.keep,
        deliver: (entry) => this.#events.emit(entry.t, entry as never),
        ack: (seq) => this.notify({ t: 'ack', seq }),
        failed: () => this.#link?.close(1006, 'an entry could not be kept'),
      },
      cursor,
    );
  }

  readonly #woken = (): void => {
    if (isForeground()) this.reconnect();
  };

  #become(connection: Connection): void {
    if (this.#connection.state === connection.state && connection.state !== 'stopped') return;
    this.#connection = connection;
    this.#events.emit('connection', connection);
  }
}
