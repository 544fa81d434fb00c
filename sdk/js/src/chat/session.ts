import { defined } from '../wire/defined.js';
import { backoff } from '../wire/backoff.js';
import type { Connection } from '../wire/client.js';
import { lack } from '../wire/features.js';
import type { Profile } from '../wire/frames.js';
import type { StoreChange } from './changes.js';
import type { Engine } from './engine.js';
import type { Tus } from './files/tus.js';
import { Home, type Enter } from './home.js';
import { carry } from './ledger/carry.js';
import { change } from './ledger/batch.js';
import type { Leader } from './line/leader.js';
import type { Hub, Line } from './line/line.js';
import { hold } from './line/locks.js';
import { nowhere } from './line/nowhere.js';
import { Tabs, type TabsEvents } from './line/tabs.js';
import { idOf } from './registry.js';
import type { UserRow } from './rows.js';
import { TABLES, type Store, type StoreError } from './store/store.js';
import type { Owner } from './store/stores.js';

/** Peers that are followed without being asked for. */
const WATCHED = 500;
/** How long to wait before each attempt to open a store that failed. */
const REOPEN_MS = [0, 300, 1_200];
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
  readonly #home: Home;
  #token: string | undefined;
  /** It was got for the store, and no login has used it. */
  #unused = false;
  /** Gives back the right to go first among the tabs with this token, whose user nobody knows yet. */
  #first: (() => void) | undefined;
  #waiting = new AbortController();
  #started: Promise<void> | undefined;
  #opened: Promise<void> | undefined;
  #tabs: Tabs | undefined;
  #user: UserRow | undefined;
  /** How far the store has the inbox. */
  cursor: number | undefined;
  /** Why nothing can be sent from this tab until it is started again. */
  broken: Error | undefined;

  constructor(engine: Engine, hub: Hub, tus: Tus) {
    this.#engine = engine;
    this.#hub = hub;
    this.#tus = tus;
    this.#home = new Home(engine.options, () => this.token(), {
      lost: (error) => engine.vault.lost(error),
      complain: (cause) => this.#complain(cause),
    });
  }

  get line(): Line {
    return this.#line;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** The database of the user, where one is kept and known. */
  get database(): string | undefined {
    return this.#engine.vault.durable ? this.#home.database : undefined;
  }

  /** When the token ends, in ms of the server's clock; undefined: never, or not known before the first login. */
  get expires(): number | undefined {
    return this.#user?.expires;
  }

  /** The server's clock. */
  now(): number {
    return this.#engine.clock.now();
  }

  /** The access token; `fresh`: for a login, where a function is asked again. */
  async token(fresh = false): Promise<string> {
    const { token } = this.#engine.options;
    if (typeof token === 'string') return token;
    if (this.#token === undefined || (fresh && !this.#unused)) {
      this.#token = await token();
      this.#unused = true;
    }
    if (fresh) this.#unused = false;
    return this.#token;
  }

  start(): Promise<void> {
    if (this.#started === undefined) {
      this.broken = undefined;
      this.connectionChanged({ state: 'connecting' });
      this.#started = this.#start();
    }
    return this.#started;
  }

  async #start(): Promise<void> {
    await this.open();
    if (this.#started === undefined) return; // stopped meanwhile
    this.#engine.reads.start((foreground) => this.#line.visible(this.#tab, foreground));
    void this.#connect();
  }

  /** What is on this device can be read from then on. */
  async open(): Promise<void> {
    this.#opened ??= this.#home.open(() => this.#goesFirst()).then((store) => this.#engine.vault.open(store));
    await this.#opened;
    await this.#load();
    await this.#engine.drafts.recover();
  }

  #complain(cause: unknown): void {
    this.#engine.error({ kind: 'storage', message: cause instanceof Error ? cause.message : String(cause), cause });
  }

  // ---------------------------------------------------------------------------------------- who has the connection

  get #shares(): boolean {
    return this.#engine.options.tabs === 'shared' && Tabs.possible;
  }

  /** Among tabs with a token whose user nobody knows, one has the store for what waits, and logs in. */
  async #goesFirst(): Promise<boolean> {
    if (!this.#shares) return true;
    try {
      this.#first = await hold(`carillon:${await this.#home.door()}`, { ifAvailable: true });
      return this.#first !== undefined;
    } catch {
      return true; // locks cannot be used
    }
  }

  async #connect(attempt = 0): Promise<void> {
    const { tabs } = this.#engine.options;
    if (tabs !== 'shared') return this.#lead();
    if (!Tabs.possible || !this.#home.keeps || (!this.#engine.vault.durable && this.#home.database !== undefined)) return this.#cannotShare();
    if (this.#home.database !== undefined) return this.#share(this.#home.database);
    if (this.#engine.vault.durable) return this.#lead();
    try {
      await this.#waitAt((await this.#home.door()) as string);
    } catch (cause) {
      this.#engine.error({ kind: 'token', message: cause instanceof Error ? cause.message : String(cause), cause });
      setTimeout(() => void (this.#started && this.#connect(attempt + 1)), backoff(attempt));
    }
  }

  #cannotShare(why?: unknown): void {
    const lacking = [lack('indexedDB'), lack('locks'), lack('BroadcastChannel')].filter((word) => word !== undefined);
    const reason = why instanceof Error ? why.message : lacking.join('; ') || 'nothing is kept on this device';
    this.#complain(`this tab cannot share its login: ${reason}`);
    this.#lead();
  }

  /** Another tab with this token is about to learn whose it is. When it has, or was closed before, this one goes on. */
  async #waitAt(door: string): Promise<void> {
    const { signal } = (this.#waiting = new AbortController());
    try {
      this.#first = await hold(`carillon:${door}`, { signal });
      if (signal.aborted) return this.#goOn();
      await this.#swap((from, enter) => this.#home.openAnew(from, enter));
    } catch (cause) {
      if (signal.aborted) return;
      this.#complain(cause);
    }
    if (this.#home.database !== undefined) this.#goOn();
    if (this.#started !== undefined) void this.#connect();
  }

  #goOn(): void {
    this.#first?.();
    this.#first = undefined;
  }

  #share(database: string): void {
    const events: TabsEvents = {
      lead: () => this.#lead(),
      deposed: () => this.#deposed(),
      alone: (why) => {
        this.#endTabs();
        this.#cannotShare(why);
      },
      changes: (changes) => this.#engine.reflect(changes),
      connection: (connection, time) => this.connectionChanged(connection, time),
      users: (users) => this.#engine.reflect([{ t: 'online', users }]),
      gone: () => this.#end(),
    };
    try {
      this.#tabs = new Tabs(database, this.#tab, events, () => [this.#connection, this.now(), this.#engine.presence.users()]);
    } catch (why) {
      return this.#cannotShare(why);
    }
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

  #endTabs(): void {
    this.#leader?.stop();
    this.#leader = undefined;
    this.#line = nowhere;
    this.#tabs?.close();
    this.#tabs = undefined;
    globalThis.removeEventListener?.('pagehide', this.#hidden);
    globalThis.removeEventListener?.('pageshow', this.#shown);
  }

  #lead(): void {
    this.#leader = this.#engine.newLeader(this.#tus, this.#hub);
    this.#line = this.#leader;
    this.#tabs?.leads(this.#leader);
    this.#line.visible(this.#tab, this.#engine.reads.foreground);
    void this.#leader.start();
  }

  /** This tab gave no sign of life, and another one has the connection now. */
  #deposed(): void {
    this.#leader?.stop();
    this.#leader = undefined;
    this.#line = this.#tabs?.line ?? nowhere;
    this.connectionChanged({ state: 'connecting' });
    void this.#load();
  }

  stop(end: Connection = STOPPED): void {
    if (this.#started === undefined) return;
    this.#started = undefined;
    this.#waiting.abort();
    this.#engine.reads.stop();
    this.#endTabs();
    this.connectionChanged(end);
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
    this.#forgetStore();
    await this.#engine.vault.destroy();
    await this.#home.left();
  }

  /** Another tab has logged out, and deletes the store. */
  #end(): void {
    this.stop();
    this.#forgetStore();
    this.#engine.vault.close();
  }

  #forgetStore(): void {
    this.#goOn();
    this.#opened = undefined;
    this.#engine.registry.forget();
    this.#engine.unsent.clear();
  }

  // ------------------------------------------------------------------------------------------------------ the store

  /**
   * The store has failed: it is opened anew, where it is there and still that of the same user. A tab that shares it must
   * not go on by itself, for the others would not know what it does.
   */
  async reopened(): Promise<Store | undefined> {
    for (const pause of REOPEN_MS) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      const store = await this.#home.reopen(this.#engine.self.address);
      if (store !== undefined) return store;
    }
    return undefined;
  }

  /** The store has failed, and memory has its place. */
  storeLost(error: StoreError): void {
    this.#complain(error);
    if (this.#tabs === undefined) return;
    this.broken = error;
    this.stop({ state: 'stopped', code: 1000, name: 'STORAGE', advice: 'stop', reason: error.message });
    this.#engine.vault.end(error);
    this.#opened = undefined;
  }

  /** Another store takes the place of the one that is open; `enter` brings along what was written before. */
  async #swap(next: (from: Store, enter: Enter) => Promise<Store>): Promise<void> {
    const { vault, registry } = this.#engine;
    let changes: StoreChange[] = [];
    const enter: Enter = async (store, unsent) => {
      changes = await vault.patiently(() => change(store, (batch) => carry(batch, unsent)));
    };
    await vault.replace((from) => next(from, enter));
    registry.forgetRows();
    await this.#load(true);
    await this.#engine.drafts.recover();
    this.#engine.reflect(changes);
  }

  /** What is known from before; `tell`: the listeners hear of it. */
  async #load(tell = false): Promise<void> {
    const { vault, registry, unsent, files } = this.#engine;
    const known: StoreChange[] = [];
    await vault.read(TABLES, async (tx) => {
      const user = (await tx.get('keys', 'user'))?.value as UserRow | undefined;
      if (user !== undefined) {
        this.#user = user;
        registry.putSelf((await tx.get('people', user.address)) ?? { address: user.address });
      }
      this.cursor = (await tx.get('keys', 'cursor'))?.value as number | undefined;
      for (const row of await tx.all('people')) if (row.address !== user?.address) known.push({ t: 'person', row });
      for (const row of await tx.all('groups')) known.push({ t: 'group', row });
      for (const row of await tx.all('conversations')) known.push({ t: 'conversation', row });
      for (const item of await tx.all('outbox')) {
        const row = await tx.get('messages', [item.conv, item.place]);
        if (row !== undefined) unsent.set(idOf(row), row);
      }
      for (const { key, blob } of await tx.all('files')) files.keep(key, blob);
    });
    if (tell) return this.#engine.reflect(known);
    for (const change of known) registry.put(change);
  }

  /**
   * The server says who this is. False: what is open is not that user's, and the session goes on from its beginning in
   * the store that is.
   */
  async loggedIn(user: Profile, app: number, expires: number | undefined): Promise<boolean> {
    const { vault, roster, self } = this.#engine;
    const owner: Owner = { app, uid: user.uid ?? 0 };
    if (!this.#home.isOf(owner)) {
      const fresh = await this.#moveTo(owner);
      if (!fresh) return false;
    }
    const before = this.#user;
    const other = before !== undefined && (before.address !== user.address || before.app !== app || (before.uid ?? user.uid) !== user.uid);
    if (other) {
      // in memory, or the data of the server is another
      await vault.patiently(() => vault.write(TABLES, async (tx) => TABLES.forEach((table) => tx.delete(table, {}))));
      this.#engine.forgetUser();
    }
    const row: UserRow = { address: user.address, ...owner, ...defined({ expires }) };
    if (JSON.stringify(row) !== JSON.stringify(before)) {
      await vault.patiently(() => vault.write(['keys'], async (tx) => tx.put('keys', { name: 'user', value: row })));
    }
    this.#user = row;
    if (self.address !== user.address) this.#engine.registry.putSelf({ address: user.address });
    await roster.take([user]);
    return true;
  }

  /** Resolves to whether the connection can stay: nothing was in that store, and no other tab has it. */
  async #moveTo(owner: Owner): Promise<boolean> {
    const known = this.#user !== undefined;
    if (known) this.#engine.forgetUser(); // of somebody else, in whose store it stays
    this.#user = undefined;
    await this.#swap((from, enter) => this.#home.move(owner, from, enter));
    this.#goOn();
    if (this.#started === undefined) return false;
    if (!this.#shares && this.cursor === undefined) return true;
    this.#endTabs();
    this.#unused = true; // the server took it: the next login, from that store, is by the same one
    void this.#connect();
    return false;
  }

  /** Where the connection stands; `time`: the server's clock now. */
  connectionChanged(connection: Connection, time?: number): void {
    const before = this.#connection.state;
    this.#connection = connection;
    if (time !== undefined) this.#engine.clock.set(time);
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

  /** As the holder of the connection says. One whose place another tab has taken is signed out by that, which is no news. */
  leaderSays(connection: Connection, time?: number): void {
    const tabs = this.#tabs;
    if (connection.state !== 'stopped' || connection.name !== 'SIGNOUT' || tabs === undefined) return this.connectionChanged(connection, time);
    void tabs.leadsStill().then((still) => still && this.#tabs === tabs && this.connectionChanged(connection, time));
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
