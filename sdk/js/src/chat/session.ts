import { defined } from '../wire/defined.js';
import type { Connection } from '../wire/client.js';
import type { Profile } from '../wire/frames.js';
import type { StoreChange } from './changes.js';
import type { Engine } from './engine.js';
import type { Tus } from './files/tus.js';
import type { Leader } from './line/leader.js';
import type { Hub, Line } from './line/line.js';
import { nowhere } from './line/nowhere.js';
import { Tabs, type TabsEvents } from './line/tabs.js';
import { idOf } from './registry.js';
import type { UserRow } from './rows.js';
import { DEFAULT_NAME, openAgain, openStore } from './store/open.js';
import { TABLES, type Store, type StoreError } from './store/store.js';

/** Peers that are followed without being asked for. */
const WATCHED = 500;
const STOPPED: Connection = { state: 'stopped', code: 1000, name: 'CLOSED', advice: 'stop', reason: 'closed' };

/** From `start` to `stop`: the store is open, and there is a line to the server, or there will be. */
export class Session {
  readonly #engine: Engine;
  readonly #hub: Hub;
  readonly #tus: Tus;
  readonly #tab = `${Math.random()}`;
  #line: Line = nowhere;
  #leader: Leader | undefined;
  #connection: Connection = { state: 'offline' };
  #clockOffset = 0;
  #token: string | undefined;
  #started: Promise<void> | undefined;
  #opened: Promise<void> | undefined;
  #tabs: Tabs | undefined;
  #app: number | undefined;
  #expires: number | undefined;
  /** How far the store has the inbox. */
  cursor: number | undefined;
  /** Why nothing can be sent from this tab until it is started again. */
  broken: Error | undefined;

  constructor(engine: Engine, hub: Hub, tus: Tus) {
    this.#engine = engine;
    this.#hub = hub;
    this.#tus = tus;
  }

  get line(): Line {
    return this.#line;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** When the token ends, in ms of the server's clock; undefined: never, or not known before the first login. */
  get expires(): number | undefined {
    return this.#expires;
  }

  now(): number {
    return Date.now() + this.#clockOffset;
  }

  /** The access token; `fresh`: for a login, where a function is asked again. */
  async token(fresh = false): Promise<string> {
    const { token } = this.#engine.options;
    if (typeof token === 'string') return token;
    if (this.#token === undefined || fresh) this.#token = await token();
    return this.#token;
  }

  start(): Promise<void> {
    if (this.#started === undefined) {
      this.broken = undefined;
      this.connectionChanged({ state: 'connecting' }, 0);
      this.#started = this.#start();
    }
    return this.#started;
  }

  async #start(): Promise<void> {
    await this.open();
    if (this.#started === undefined) return; // stopped meanwhile
    this.#engine.reads.start((foreground) => this.#line.visible(this.#tab, foreground));
    if (this.#engine.options.tabs === 'shared' && this.#canShare()) this.#share();
    else this.#lead();
  }

  readonly #lost = (error: StoreError): void => this.#engine.vault.lost(error);

  /** What is on this device can be read from then on. */
  async open(): Promise<void> {
    const complain = (cause: unknown): void =>
      this.#engine.error({ kind: 'storage', message: cause instanceof Error ? cause.message : String(cause), cause });
    this.#opened ??= openStore(this.#engine.options, this.#lost, complain).then((store) => this.#engine.vault.open(store));
    await this.#opened;
    await this.#load();
  }

  #canShare(): boolean {
    if (this.#engine.vault.durable && Tabs.possible) return true;
    this.#engine.error({ kind: 'storage', message: 'this tab cannot share its login: no IndexedDB, Web Locks or BroadcastChannel' });
    return false;
  }

  #share(): void {
    const { database = DEFAULT_NAME } = this.#engine.options;
    const events: TabsEvents = {
      lead: () => this.#lead(),
      changes: (changes) => this.#engine.reflect(changes),
      connection: (connection, clockOffset) => this.connectionChanged(connection, clockOffset),
      users: (users) => this.#engine.reflect([{ t: 'online', users }]),
      gone: () => this.#end(),
    };
    this.#tabs = new Tabs(`${database}`, this.#tab, events, () => [this.#connection, this.#clockOffset, this.#engine.presence.users()]);
    this.#line = this.#tabs.line;
    this.#line.visible(this.#tab, this.#engine.reads.foreground);
    // a tab that closes is seen by nobody
    globalThis.addEventListener?.('pagehide', this.#hidden);
    globalThis.addEventListener?.('pageshow', this.#shown);
  }

  readonly #hidden = (): void => this.#line.visible(this.#tab, false);

  /** Back from the browser's cache, where nothing of what happened was heard. */
  readonly #shown = (event: Event): void => {
    if (!(event as PageTransitionEvent).persisted) return;
    this.#line.visible(this.#tab, this.#engine.reads.foreground);
    void this.#load();
  };

  stop(end: Connection = STOPPED): void {
    if (this.#started === undefined) return;
    this.#started = undefined;
    this.#engine.reads.stop();
    this.#leader?.stop();
    this.#leader = undefined;
    this.#line = nowhere;
    this.#tabs?.close();
    this.#tabs = undefined;
    globalThis.removeEventListener?.('pagehide', this.#hidden);
    globalThis.removeEventListener?.('pageshow', this.#shown);
    this.connectionChanged(end, 0);
  }

  /** Takes nothing more from the server, and waits until it has what was sent, for so long at most. */
  async finish(ms: number): Promise<void> {
    if (this.#connection.state === 'online') await this.#leader?.finish(ms, () => this.#engine.outgoing.settled());
  }

  setForeground(foreground: boolean): void {
    this.#engine.reads.setForeground(foreground);
    this.#line.visible(this.#tab, foreground);
  }

  async logout(revoke: boolean): Promise<void> {
    await this.#line.logout(revoke);
    this.#tabs?.gone();
    this.stop();
    this.#opened = undefined;
    await this.#engine.vault.destroy();
    this.#engine.registry.forget();
    this.#engine.unsent.clear();
  }

  /** Another tab has logged out, and deletes the store. */
  #end(): void {
    this.stop();
    this.#opened = undefined;
    this.#engine.vault.close();
    this.#engine.registry.forget();
    this.#engine.unsent.clear();
  }

  #lead(): void {
    this.#leader = this.#engine.newLeader(this.#tus, this.#hub);
    this.#line = this.#leader;
    this.#tabs?.leads(this.#leader);
    this.#line.visible(this.#tab, this.#engine.reads.foreground);
    void this.#leader.start();
  }

  /**
   * The store has failed. A tab that shares it must not go on by itself, for the others would not know what it does:
   * it goes on when the store can be opened anew and is still that of the same user.
   */
  async reopened(): Promise<Store | undefined> {
    return this.#tabs && openAgain(this.#engine.options, this.#lost);
  }

  /** The store has failed, and memory has its place. */
  storeLost(error: StoreError): void {
    this.#engine.error({ kind: 'storage', message: error.message, cause: error });
    if (this.#tabs === undefined) return;
    this.broken = error;
    this.stop({ state: 'stopped', code: 1000, name: 'STORAGE', advice: 'stop', reason: error.message });
    this.#engine.vault.end(error);
    this.#opened = undefined;
  }

  /** What is known from before. */
  async #load(): Promise<void> {
    const { vault, registry, unsent, files } = this.#engine;
    await vault.read(TABLES, async (tx) => {
      const user = (await tx.get('keys', 'user'))?.value as UserRow | undefined;
      if (user !== undefined) {
        this.#app = user.app;
        this.#expires = user.expires;
        registry.putSelf((await tx.get('people', user.address)) ?? { address: user.address });
      }
      this.cursor = (await tx.get('keys', 'cursor'))?.value as number | undefined;
      for (const row of await tx.all('people')) if (row.address !== user?.address) registry.putPerson(row);
      for (const row of await tx.all('groups')) registry.putGroup(row);
      for (const row of await tx.all('conversations')) registry.putConversation(row);
      for (const item of await tx.all('outbox')) {
        const row = await tx.get('messages', [item.conv, item.place]);
        if (row !== undefined) unsent.set(idOf(row), row);
      }
      for (const { key, blob } of await tx.all('files')) files.keep(key, blob);
    });
  }

  /** The server says who this is; somebody else's store is emptied first. */
  async loggedIn(user: Profile, app: number, expires: number | undefined): Promise<void> {
    const { vault, registry, roster, self, unsent } = this.#engine;
    const other = self.address !== '' && (self.address !== user.address || (this.#app ?? app) !== app);
    if (other) {
      await vault.patiently(() => vault.write(TABLES, async (tx) => TABLES.forEach((table) => tx.delete(table, {}))));
      registry.forget();
      unsent.clear();
    }
    const row: UserRow = { address: user.address, app, ...defined({ expires }) };
    if (self.address !== user.address || this.#app !== app || this.#expires !== expires) {
      await vault.patiently(() => vault.write(['keys'], async (tx) => tx.put('keys', { name: 'user', value: row })));
    }
    this.#app = app;
    this.#expires = expires;
    if (self.address !== user.address) registry.putSelf({ address: user.address });
    await roster.take([user]);
  }

  connectionChanged(connection: Connection, clockOffset: number): void {
    const before = this.#connection.state;
    this.#connection = connection;
    if (connection.state === 'online') this.#clockOffset = clockOffset;
    if (before === connection.state && connection.state !== 'stopped' && connection.state !== 'waiting') return;
    if (connection.state !== 'online') this.#forgetPresence();
    this.#tabs?.connectionChanged();
    this.#engine.events.emit('connection', connection);
    if (connection.state !== 'online') return;
    if (this.#leader === undefined) {
      if (this.#engine.self.address === '') void this.#load(); // another tab knows by now who this is
      this.#line.visible(this.#tab, this.#engine.reads.foreground);
      this.#engine.presence.connected();
    }
    else void this.#afterLogin();
  }

  /** Changes that the other tabs must hear of. */
  tell(changes: readonly StoreChange[]): void {
    this.#tabs?.tell(changes);
  }

  async #afterLogin(): Promise<void> {
    const { registry, presence, roster } = this.#engine;
    presence.connected();
    const peers = registry
      .conversations()
      .filter(({ row }) => row.key.startsWith('u:') && row.rev > 0)
      .sort((a, b) => b.row.activity - a.row.activity)
      .slice(0, WATCHED)
      .map(({ row }) => row.key.slice(2))
      .filter((address) => address !== registry.self.address);
    try {
      await roster.loadContacts();
      if (peers.length > 0) await this.#line.watch(peers);
      await roster.fetch(peers, []);
      await roster.fetchWanted();
    } catch {
      // the connection went: the next one does it
    }
  }

  #forgetPresence(): void {
    const known = this.#engine.presence.forget();
    if (known.size > 0) {
      this.#engine.reflect([{ t: 'online', users: [...known].map((address) => ({ address, online: undefined })) }]);
    }
  }
}
