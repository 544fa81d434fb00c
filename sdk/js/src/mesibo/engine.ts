import { Chat } from '../chat/chat.js';
import type { ChatOptions } from '../chat/options.js';
import { constants as C } from './constants.js';
import { Listeners } from './dispatch.js';
import { ANY_CHANGE, mayChange } from './policy.js';
import { connectionStatus } from './status.js';

const FIRST_SYNC_MS = 10_000;
const FIRST_LOGIN_MS = 5_000;

/** What the parts of the surface do when a `Chat` is there. */
export interface Part {
  /** Hears of a chat before it starts. */
  attached(chat: Chat): void;
  /** The local store is open, and what it holds can be read. */
  opened?(chat: Chat): void;
}

/**
 * The one login behind the surface: from the application's settings it makes a `Chat`, starts and stops it, and tells
 * the application where the connection stands. Everything else finds the chat here.
 */
export class Engine {
  readonly listeners = new Listeners();
  /** How long an own message may be changed or taken back. */
  retractionSeconds = 3600;
  /** Sums of `MESIBO_RETRACT_`: what this application may do to its messages, and what others may do to theirs here. */
  retractionPolicy = ANY_CHANGE;
  remotePolicy = ANY_CHANGE;
  /** Where files go instead of the server, and the token for it. */
  upload: { url: string; token: string } | undefined;
  readonly #parts: Part[] = [];
  #server: string | undefined;
  #token = '';
  #app = '';
  #database: string | false = false;
  #shared = false;
  #webSocket: ChatOptions['webSocket'];
  #chat: Chat | undefined;
  #open: Chat | undefined;
  #wanted = false;
  #beginning = false;
  #changed = true;
  #status: number = C.MESIBO_STATUS_UNKNOWN;
  #wasOnline = false;
  #waiting: ((chat: Chat) => void)[] = [];
  #synced = false;
  #settle: (() => void)[] = [];
  /** Neither was everything that waited here yet, nor did the login fail. */
  #first = true;

  /** Parts are told in the order in which they were added. */
  add(part: Part): void {
    this.#parts.push(part);
  }

  get server(): string | undefined {
    return this.#server;
  }

  get appName(): string {
    return this.#app;
  }

  get token(): string {
    return this.#token;
  }

  get status(): number {
    return this.#status;
  }

  /** The chat, once its local store is open. */
  get chat(): Chat | undefined {
    return this.#open;
  }

  /** The server's clock, in ms. */
  now(): number {
    return this.#open?.now() ?? Date.now();
  }

  /** An address of the server made whole; others stay as they are. */
  absolute(url: string): string {
    return url.startsWith('/') && this.#server !== undefined ? this.#server + url : url;
  }

  setServer(url: string): void {
    this.#set(() => (this.#server = url.replace(/\/$/, '')));
  }

  setApp(name: string): void {
    this.#set(() => (this.#app = name));
  }

  setToken(token: string): void {
    if (token !== this.#token) this.#set(() => (this.#token = token));
  }

  setDatabase(name: string | false): void {
    if (name !== this.#database) this.#set(() => (this.#database = name));
  }

  setShared(shared: boolean): void {
    this.#set(() => (this.#shared = shared));
  }

  setWebSocket(webSocket: ChatOptions['webSocket']): void {
    this.#set(() => (this.#webSocket = webSocket));
  }

  /** Begins in a moment, so that what the application sets right after it counts as well. */
  start(): number {
    this.#wanted = true;
    if (!this.#beginning) {
      this.#beginning = true;
      queueMicrotask(() => void this.#begin());
    }
    return C.MESIBO_RESULT_OK;
  }

  stop(): number {
    this.#wanted = false;
    if (this.#chat !== undefined && this.#status !== C.MESIBO_STATUS_STOPPED) {
      void this.#chat.stop().catch(() => {});
      this.#announce(C.MESIBO_STATUS_STOPPED);
    }
    return C.MESIBO_RESULT_OK;
  }

  reconnect(): void {
    if (this.#wanted) this.#open?.reconnect();
  }

  /** Resolves with the chat when its local store is open, which needs a `start`. */
  whenOpen(): Promise<Chat> {
    if (this.#open !== undefined) return Promise.resolve(this.#open);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when what waited on the server is here, or when that can not be expected soon. */
  async whenSettled(): Promise<void> {
    const settled = this.#synced || (this.#status !== C.MESIBO_STATUS_CONNECTING && this.#status !== C.MESIBO_STATUS_ONLINE);
    if (settled && this.#status !== C.MESIBO_STATUS_UNKNOWN) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, FIRST_SYNC_MS);
      this.#settle.push(() => (clearTimeout(late), resolve()));
    });
  }

  /** While the first login is under way: resolves to true when what waited on the server is here, or that takes too long. */
  async whenFirstSettled(): Promise<boolean> {
    if (!this.#first) return false;
    let late: ReturnType<typeof setTimeout> | undefined;
    const waited = new Promise((resolve) => (late = setTimeout(resolve, FIRST_LOGIN_MS)));
    await Promise.race([this.whenSettled(), waited]);
    clearTimeout(late);
    return true;
  }

  #set(change: () => void): void {
    change();
    this.#changed = true;
  }

  async #begin(): Promise<void> {
    try {
      if (!this.#wanted) return;
      if (this.#changed || this.#chat === undefined) await this.#renew();
      const chat = this.#chat;
      if (chat === undefined) return;
      await chat.start();
      if (chat !== this.#chat) return;
      this.#opened(chat);
      if (!this.#wanted) void chat.stop().catch(() => {});
    } catch (error) {
      console.error('mesibo: could not start', error);
      this.#announce(C.MESIBO_STATUS_CONNECTFAILURE);
    } finally {
      this.#beginning = false;
    }
  }

  /** Makes the chat anew, because something that it is made of was changed. */
  async #renew(): Promise<void> {
    const old = this.#chat;
    this.#chat = this.#open = undefined;
    await old?.stop().catch(() => {});
    if (this.#token === '') return this.#announce(C.MESIBO_STATUS_AUTHFAIL);
    if (this.#server === undefined) {
      console.error('mesibo: no server: call setServer(url)');
      return this.#announce(C.MESIBO_STATUS_CONNECTFAILURE);
    }
    this.#changed = false;
    const chat = new Chat({
      url: this.#server,
      token: this.#token,
      database: this.#database,
      tabs: this.#shared ? 'shared' : 'alone',
      platform: 'javascript',
      allows: (message, how) => mayChange(this.remotePolicy, message, how),
      ...(this.#app !== '' && { app: this.#app }),
      ...(this.#webSocket !== undefined && { webSocket: this.#webSocket }),
    });
    this.#chat = chat;
    this.#synced = false;
    this.#first = true;
    for (const part of this.#parts) part.attached(chat); // first, so that they are up to date before the application hears
    chat.on('connection', (connection) => {
      if (chat === this.#chat) this.#announceAll(connectionStatus(connection, this.#wasOnline));
    });
    chat.on('synced', () => {
      if (chat !== this.#chat) return;
      this.#synced = true;
      this.#settled();
    });
  }

  #opened(chat: Chat): void {
    if (this.#open === chat) return;
    this.#open = chat;
    for (const part of this.#parts) part.opened?.(chat);
    for (const resolve of this.#waiting.splice(0)) resolve(chat);
  }

  #announceAll(statuses: number[]): void {
    for (const status of statuses) this.#announce(status);
  }

  #announce(status: number): void {
    if (status === this.#status) return;
    if (status === C.MESIBO_STATUS_ONLINE && this.#chat !== undefined) this.#opened(this.#chat);
    this.#status = status;
    this.#wasOnline = status === C.MESIBO_STATUS_ONLINE;
    if (status !== C.MESIBO_STATUS_ONLINE) this.#synced = false;
    if (status !== C.MESIBO_STATUS_ONLINE && status !== C.MESIBO_STATUS_CONNECTING) this.#settled();
    this.listeners.tell('Mesibo_onConnectionStatus', [status, 0]);
  }

  #settled(): void {
    this.#first = false;
    for (const resolve of this.#settle.splice(0)) resolve();
  }
}

/** The surface has one login in a page, whatever names its classes go by. */
export const engine = new Engine();
