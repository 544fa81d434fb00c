import { defined } from '../../wire/defined.js';
import { Client, type Connection } from '../../wire/client.js';
import { Unanswered } from '../../wire/errors.js';
import type {
  AnswerTo,
  Content,
  Entry,
  Notice,
  Request,
  Retraction,
  UserPresence,
  Welcome,
} from '../../wire/frames.js';
import { applyEntry } from '../ledger/entries.js';
import { reset, resume } from '../ledger/pages.js';
import { trim } from '../ledger/trim.js';
import { StoreFull } from '../store/store.js';
import type { ChatOptions } from '../options.js';
import { keyOf, type ConversationKey } from '../rows.js';
import { backoff } from '../../wire/backoff.js';
import { Acts } from './acts.js';
import { Chores } from './chores.js';
import type { Hub, Line } from './line.js';
import { Pages, type Ask } from './pages.js';
import { Sender } from './sender.js';
import { Uploads } from './uploads.js';
import { Watches } from './watches.js';
import type { Tus } from '../files/tus.js';

/** A store in memory keeps at least so many messages, and is trimmed when it has grown by half of that. */
const MEMORY_MESSAGES = 20_000;

/** Holds the connection: brings entries into the store, and what lies in the store to the server. */
export class Leader implements Line {
  readonly #hub: Hub;
  readonly #options: ChatOptions;
  readonly #client = new Client();
  readonly #ask: Ask = (request) => this.#client.request(request);
  readonly #pages: Pages;
  readonly #chores: Chores;
  readonly #sender: Sender;
  readonly #acts: Acts;
  readonly #watches: Watches;
  readonly #visible = new Set<string>();
  #ready: Promise<void> = Promise.resolve();
  #head = 0;
  #grown = 0;
  /** The store is known to be that of the user who is logged in. */
  #known = false;
  #over = false;
  #renewed = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(hub: Hub, options: ChatOptions, tus: Tus) {
    this.#hub = hub;
    this.#options = options;
    this.#pages = new Pages(hub, this.#ask);
    this.#chores = new Chores(hub, this.#ask);
    this.#sender = new Sender(hub, this.#client, new Uploads(hub, tus));
    this.#acts = new Acts(hub, this.#client, this.#pages, this.#chores, this.#sender, (key) => void this.#ensureLast(key));
    this.#watches = new Watches(this.#client, (users) => hub.publish([{ t: 'online', users }]));
    this.#client.on('connection', (connection) => this.#connectionChanged(connection));
    this.#client.on('welcome', (welcome) => {
      if (hub.me !== welcome.user.address) this.#sender.forget(); // what somebody else has written
      this.#ready = this.#welcomed(welcome);
      this.#ready.catch((cause: unknown) => hub.error({ kind: 'sync', message: messageOf(cause), cause }));
    });
    this.#client.on('message', (message) => {
      if (message.seq === undefined) hub.transient(message);
    });
    this.#client.on('presence', (notice) => hub.publish([{ t: 'presence', notice }]));
    this.#client.on('profile', ({ profile }) => hub.roster.take([profile]));
    this.#client.on('contacts', ({ contacts }) => hub.roster.takeContacts(contacts));
    this.#client.on('groupEvent', (event) => hub.groupList.happened(event));
    this.#client.on('error', (frame) => hub.error({ kind: 'server', message: frame.message, frame }));
  }

  async start(attempt = 0): Promise<void> {
    clearTimeout(this.#retry);
    this.#hub.connection({ state: 'connecting' });
    try {
      const [token, cursor] = await Promise.all([this.#hub.token(), this.#hub.vault.key<number>('cursor')]);
      if (this.#over) return;
      const { app, platform, client, webSocket } = this.#options;
      this.#client.connect(this.#hub.wsUrl, token, {
        ...defined({ app, platform, client, webSocket, cursor }),
        foreground: this.#visible.size > 0,
        keep: (entries) => this.#keep(entries),
      });
    } catch (error) {
      if (this.#over) return;
      const delay = backoff(attempt);
      this.#hub.error({ kind: 'token', message: messageOf(error), cause: error });
      this.#hub.connection({ state: 'waiting', retryAt: Date.now() + delay, code: 0 });
      this.#retry = setTimeout(() => void this.start(attempt + 1), delay);
    }
  }

  /** Takes no more entries, and resolves when the outbox is empty, or after so long. `stored`: what was sent is in it. */
  async finish(ms: number, stored: () => Promise<void>): Promise<void> {
    const rest = async (): Promise<void> => {
      await this.#client.hold();
      await stored();
      await this.#sender.idle();
      await this.#client.settle();
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([rest().catch(() => {}), late]); // without a connection it all comes again
    clearTimeout(timer);
  }

  stop(): void {
    this.#over = true;
    clearTimeout(this.#retry);
    this.#sender.stop();
    this.#client.close();
  }

  // ------------------------------------------------------------------------------------------- what the server says

  #connectionChanged(connection: Connection): void {
    if (this.#over || connection.state === 'online') return; // online is said after the welcome was worked off
    const { token } = this.#options;
    if (connection.state === 'stopped' && connection.advice === 'relogin' && typeof token === 'function' && !this.#renewed) {
      this.#renewed = true;
      void this.start();
      return;
    }
    this.#hub.connection(connection);
  }

  async #welcomed(welcome: Welcome): Promise<void> {
    this.#renewed = false;
    this.#head = welcome.head;
    if (!(await this.#hub.loggedIn(welcome.user, welcome.app.aid, welcome.expires)) || this.#over) return;
    const before = await this.#hub.vault.key<number>('cursor');
    const lost = welcome.cut && before !== undefined && welcome.cursor < before;
    await this.#hub.vault.keep(async (batch) => {
      if (lost) await reset(batch);
      await resume(batch, welcome);
    });
    this.#hub.kept((await this.#hub.vault.key<number>('cursor')) ?? welcome.cursor);
    this.#known = true;
    this.#sender.wake();
    await this.#hub.groupList.welcomed(welcome.groups);
    if (this.#client.connection.state !== 'online') return;
    this.#hub.connection({ state: 'online' }, this.#client.now());
    void this.#afterLogin(before === undefined || welcome.cut, welcome);
  }

  async #afterLogin(list: boolean, welcome: Welcome): Promise<void> {
    try {
      await this.#chores.run();
      const listed = await this.#hub.vault.key('listed');
      if (list || listed === undefined) await this.#pages.first();
      await this.#watches.connected();
    } catch (error) {
      if (error instanceof Unanswered || error instanceof StoreFull) return; // the next connection does it
      this.#hub.error({ kind: 'sync', message: messageOf(error), cause: error });
    } finally {
      if (welcome.cursor >= welcome.head) this.#hub.publish([{ t: 'synced', cut: welcome.cut }]);
    }
  }

  async #keep(entries: readonly Entry[]): Promise<void> {
    await this.#ready;
    if (this.#over) throw new Unanswered('closed'); // they come again on the connection that takes its place
    const me = this.#hub.me;
    const last = entries.at(-1)?.seq ?? 0;
    let fresh: readonly Entry[] = [];
    await this.#hub.vault.keep(async (batch) => {
      const cursor = (await batch.key<number>('cursor')) ?? 0;
      fresh = entries.filter((entry) => entry.seq > cursor);
      for (const entry of fresh) await applyEntry(batch, entry, me, false, this.#hub.allows);
      if (fresh.length > 0) batch.setKey('cursor', last);
    });
    this.#hub.kept(last);
    this.#pages.applied(fresh);
    this.#findNewest(fresh);
    await this.#grow(fresh.length);
    if (this.#head > 0 && last >= this.#head) {
      this.#head = 0;
      this.#hub.publish([{ t: 'synced', cut: false }]);
    }
  }

  async #grow(by: number): Promise<void> {
    this.#grown += by;
    if (this.#hub.vault.durable || this.#grown < MEMORY_MESSAGES / 2) return;
    this.#grown = 0;
    await this.#hub.vault.change((batch) => trim(batch, MEMORY_MESSAGES));
  }

  /** A conversation whose last message went may have older ones on the server. */
  #findNewest(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.t !== 'retracted' || entry.how === 'clear') continue;
      void this.#ensureLast(keyOf(entry));
    }
  }

  async #ensureLast(key: ConversationKey): Promise<void> {
    const row = await this.#hub.vault.read(['conversations'], (tx) => tx.get('conversations', key));
    if (row?.last !== undefined || this.#client.connection.state !== 'online') return;
    await this.#pages.newest(key).catch(() => {}); // the list shows it when it is opened
  }

  // ------------------------------------------------------------------------------------------------ what tabs ask

  async request<R extends Request>(request: R): Promise<AnswerTo<R>> {
    return this.#client.request(request);
  }

  notify(notice: Notice): void {
    this.#client.notify(notice);
  }

  async older(conv: ConversationKey, before: number, limit: number): Promise<void> {
    await this.#pages.older(conv, before, limit);
    this.#grown += limit;
  }

  moreConversations(): Promise<boolean> {
    return this.#pages.more();
  }

  edit(conv: ConversationKey, order: number, content: Content): Promise<void> {
    return this.#acts.edit(conv, order, content);
  }

  takeBack(conv: ConversationKey, orders: number[], how: Exclude<Retraction, 'delete'>): Promise<void> {
    return this.#acts.takeBack(conv, orders, how);
  }

  remove(conv: ConversationKey, places: number[]): Promise<void> {
    return this.#acts.remove(conv, places);
  }

  clear(conv: ConversationKey): Promise<void> {
    return this.#acts.clear(conv);
  }

  markRead(conv: ConversationKey, orders: number[] | undefined, upTo: number | undefined): Promise<void> {
    return this.#acts.markRead(conv, orders, upTo);
  }

  wake(): void {
    void this.#grow(1);
    if (this.#known) this.#sender.wake();
  }

  async cancelUpload(place: number): Promise<void> {
    await this.#sender.failUpload(place);
  }

  watch(addresses: string[]): Promise<UserPresence[]> {
    return this.#watches.add(addresses);
  }

  unwatch(addresses: string[]): void {
    this.#watches.remove(addresses);
  }

  visible(tab: string, visible: boolean): void {
    if (visible) this.#visible.add(tab);
    else this.#visible.delete(tab);
    this.#client.setForeground(this.#visible.size > 0);
  }

  reconnect(): void {
    this.#client.reconnect();
  }

  async logout(revoke: boolean): Promise<void> {
    const online = this.#client.connection.state === 'online';
    if (online) await this.#ask({ t: 'logout', ...(revoke && { revoke }) }).catch(() => {}); // it may close first
    this.stop();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
