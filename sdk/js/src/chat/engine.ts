import { ServerClock } from '../wire/clock.js';
import { Events } from '../wire/events.js';
import type { Answers, AnswerTo, Content, Message, Receipt, Request, Retraction } from '../wire/frames.js';
import type { StoreChange } from './changes.js';
import type { Conversation } from './conversation.js';
import type { Core } from './core.js';
import type { Draft, SendFileOptions } from './draft.js';
import { Drafts } from './drafts.js';
import type { ChatError, ChatEvents } from './events.js';
import { Files } from './files/files.js';
import { Tus } from './files/tus.js';
import { Groups } from './groups.js';
import type { ChatGroup } from './group.js';
import { History } from './history.js';
import { gone, succeed } from './ledger/successors.js';
import { Leader } from './line/leader.js';
import type { Hub, Line } from './line/line.js';
import type { ChatMessage } from './message.js';
import { addressOf, type Address, type ChatOptions } from './options.js';
import { Outgoing } from './outgoing.js';
import { Places } from './places.js';
import type { Person, Self } from './person.js';
import { PresenceBoard } from './presence.js';
import { Reads } from './reads.js';
import { Mirror } from './reflect.js';
import { Registry } from './registry.js';
import { Roster } from './roster.js';
import { conversationOf, LOCAL_ORDER, refOf, rowOf, type ConversationKey, type MessageRow, type PersonRow } from './rows.js';
import { Session } from './session.js';
import { Vault, type Seed } from './vault.js';

const RECEIPTS_PAGE = 1000;

/** Everything behind a `Chat`, put together; and what the objects ask of it. */
export class Engine implements Core {
  readonly events = new Events<ChatEvents>();
  readonly options: ChatOptions;
  readonly address: Address;
  readonly registry = new Registry(this);
  readonly vault: Vault;
  readonly presence: PresenceBoard;
  readonly roster: Roster;
  readonly groups: Groups;
  readonly history: History;
  readonly reads: Reads;
  readonly files: Files;
  readonly session: Session;
  readonly outgoing: Outgoing;
  readonly #mirror: Mirror;
  readonly clock = new ServerClock();
  readonly drafts: Drafts;
  readonly #places = new Places();

  constructor(options: ChatOptions) {
    this.options = options;
    this.address = addressOf(options.url);
    this.vault = new Vault({
      committed: (changes) => this.#committed(changes),
      failed: (error) => this.session.storeLost(error),
      full: (error) => this.error({ kind: 'storage', message: error.message, cause: error }),
      instead: () => this.session.reopened(),
      state: (state) => this.events.emit('storage', state),
      seed: () => this.#seed(),
    });
    const line = (): Line => this.session.line;
    const publish = (changes: readonly StoreChange[]): void => this.#committed(changes);
    const tus = new Tus(this.address.http, () => this.session.token());
    this.files = new Files(this.address.http, tus, this.clock);
    this.presence = new PresenceBoard(this.registry, line, (notice) => this.#mirror.reflect([{ t: 'presence', notice }]));
    this.#mirror = new Mirror(this.registry, this.presence, this.events);
    this.roster = new Roster(this.vault, this.registry, line, publish, (address, before, uid) => {
      this.presence.forgetUser(address);
      return this.vault.keep((batch) => succeed(batch, address, before, uid));
    });
    this.groups = new Groups(this.vault, this.registry, line, publish);
    this.reads = new Reads(this.registry, line);
    this.history = new History(this.vault, line, (row) => this.registry.message(row));
    this.session = new Session(this, this.#hub(), tus);
    this.drafts = new Drafts(this.vault, () => this.session.database);
    this.outgoing = new Outgoing(this, this.#mirror, publish);
  }

  // ---------------------------------------------------------------------------------------------------- the objects

  get self(): Self {
    return this.registry.self;
  }

  person(address: string): Person {
    this.roster.want(address);
    return this.registry.person(address);
  }

  group(gid: number): ChatGroup {
    return this.registry.group(gid);
  }

  conversation(key: ConversationKey): Conversation {
    return this.registry.conversation(key);
  }

  message(row: MessageRow): ChatMessage {
    return this.registry.message(row);
  }

  /** Of a message of somebody else: the address may belong to another user by now. */
  senderOf({ from, fromUid }: MessageRow): Person {
    const { uid } = this.registry.personRow(from).profile ?? {};
    return this.person(fromUid !== undefined && uid !== undefined && uid > fromUid ? gone(fromUid) : from);
  }

  async messageByMid(mid: number, within?: ConversationKey): Promise<ChatMessage | undefined> {
    const rows = await this.vault.read(['messages'], (tx) => tx.byIndex('messages', 'mid', { from: mid, to: mid }));
    const row = within === undefined ? rows[0] : rows.find(({ conv }) => conv === within);
    return row && this.message(row);
  }

  request<R extends Request>(request: R): Promise<AnswerTo<R>> {
    return this.session.line.request(request);
  }

  // -------------------------------------------------------------------------------------------------------- sending

  send(to: ConversationKey, draft: Draft): ChatMessage {
    return this.outgoing.send(to, draft);
  }

  keep(to: ConversationKey, draft: Draft): ChatMessage {
    return this.outgoing.keep(to, draft);
  }

  sendFile(to: ConversationKey, file: Blob, options: SendFileOptions): ChatMessage {
    return this.outgoing.sendFile(to, file, options);
  }

  accepted(row: MessageRow): Promise<void> {
    return this.outgoing.accepted(row);
  }

  resend(row: MessageRow): Promise<void> {
    return this.outgoing.resend(row);
  }

  cancelUpload(row: MessageRow): Promise<void> {
    return this.session.line.cancelUpload(row.order);
  }

  /** A place for what is shown and never stored. */
  placeOf(conv: ConversationKey): number {
    const { last } = this.registry.conversationRow(conv);
    const newest = last === undefined || last.order > LOCAL_ORDER ? 0 : Math.ceil(last.order);
    return this.#places.next(conv, Math.max(newest, this.session.cursor ?? 0));
  }

  // ------------------------------------------------------------------------------------------------------- changing

  async edit(row: MessageRow, content: Content): Promise<void> {
    if (row.local !== undefined) throw new Error('a message can be edited when the server has it');
    await this.session.line.edit(row.conv, row.order, content);
  }

  async retract(rows: readonly MessageRow[], how: Retraction): Promise<void> {
    await this.outgoing.settled();
    for (const [conv, some] of grouped(rows)) {
      const places = some.map((row) => this.registry.held(row)?.place ?? row.order);
      if (how === 'delete') await this.session.line.remove(conv, places);
      else if (some.some((row) => row.local !== undefined)) throw new Error('the server does not have the message yet');
      else await this.session.line.takeBack(conv, places, how);
    }
  }

  async clear(key: ConversationKey): Promise<void> {
    await this.outgoing.settled();
    await this.session.line.clear(key);
  }

  async receipts(row: MessageRow): Promise<Receipt[]> {
    const all: Receipt[] = [];
    for (let after: string | undefined; ; after = all.at(-1)?.address) {
      const page = await this.receiptsPage(row, after, RECEIPTS_PAGE);
      all.push(...page.by);
      if (page.more !== true || page.by.length === 0) return all;
    }
  }

  receiptsPage(row: MessageRow, after?: string, limit?: number): Promise<Answers['receipts']> {
    const more = { ...(after !== undefined && { after }), ...(limit !== undefined && { limit }) };
    return this.request({ t: 'receipts', ...refOf(row.conv), order: row.order, ...more });
  }

  setDraft(key: ConversationKey, text: string): Promise<void> {
    return this.drafts.set(key, text);
  }

  setMark(key: ConversationKey, name: string, value: unknown): Promise<void> {
    return this.vault.change(async (batch) => {
      const { [name]: _, ...marks } = (await batch.conversation(key)).marks ?? {};
      await batch.alter(key, { marks: value === undefined ? marks : { ...marks, [name]: value } });
    });
  }

  // ------------------------------------------------------------------------------------------------------ happening

  error(error: ChatError): void {
    this.events.emit('error', error);
  }

  /** What another tab has done. */
  reflect(changes: readonly StoreChange[]): void {
    this.#mirror.reflect(changes);
    for (const change of changes) {
      if (change.t === 'status' && change.row.local === undefined) this.files.forget(change.row);
    }
  }

  /** Another user has logged in: what was known is not that one's, and what was not sent never leaves in that one's name. */
  forgetUser(): void {
    this.registry.forget();
    this.#mirror.abandon('another user has logged in');
  }

  get unsent(): Map<string, MessageRow> {
    return this.#mirror.unsent;
  }

  #committed(changes: readonly StoreChange[]): void {
    if (changes.length === 0) return;
    this.#watchNew(changes);
    this.session.tell(changes);
    this.reflect(changes);
    for (const change of changes) if (change.t === 'presence') this.#noteLastSeen(change.notice.from, change.notice.lastSeen);
    for (const change of changes) {
      if (change.t === 'online') for (const user of change.users) this.#noteLastSeen(user.address, user.lastSeen);
    }
  }

  #noteLastSeen(address: string, lastSeen: number | undefined): void {
    if (lastSeen !== undefined) void this.roster.seen(address, lastSeen);
  }

  /** Whoever one talks to is followed. */
  #watchNew(changes: readonly StoreChange[]): void {
    const fresh = changes
      .filter((change) => change.t === 'conversation')
      .filter(({ row }) => row.rev === 1 && row.key.startsWith('u:'))
      .map(({ row }) => row.key.slice(2));
    for (const address of fresh) this.roster.want(address);
    this.presence.watch(...fresh);
  }

  #hub(): Hub {
    const engine = this;
    return {
      vault: this.vault,
      roster: this.roster,
      groupList: this.groups,
      wsUrl: this.address.ws,
      get me() {
        return engine.self.address;
      },
      token: () => this.session.token(true),
      allows: (row, how) => this.options.allows?.(this.message(row), how) ?? true,
      loggedIn: (user, app, expires) => this.session.loggedIn(user, app, expires),
      kept: (cursor) => (this.session.cursor = cursor),
      transient: (message) => this.#transientCame(message),
      publish: (changes) => this.#committed(changes),
      connection: (connection, time) => this.session.leaderSays(connection, time),
      error: (error) => this.error(error),
    };
  }

  #transientCame(message: Message): void {
    const row = { ...rowOf(message, this.self.address), order: this.placeOf(conversationOf(message, this.self.address)) };
    this.#committed([{ t: 'message', row }]);
  }

  newLeader(tus: Tus, hub: Hub): Leader {
    return new Leader(hub, this.options, tus);
  }

  #seed(): Seed {
    const cursor = this.session.cursor;
    const unsent = [...this.#mirror.unsent.values()].map((row): Seed['unsent'][number] => [
      { place: row.order, conv: row.conv, mid: row.mid },
      row,
    ]);
    return {
      cursor,
      keys: [['place', Math.max(LOCAL_ORDER, ...unsent.map(([item]) => item.place))]],
      conversations: this.registry.conversations().map(({ row }) => row).filter((row) => row.rev > 0),
      people: this.registry.people().map(({ row }): PersonRow => row),
      groups: this.registry.groups().map(({ row }) => row),
      unsent,
    };
  }
}

function grouped(rows: readonly MessageRow[]): Map<ConversationKey, MessageRow[]> {
  const groups = new Map<ConversationKey, MessageRow[]>();
  for (const row of rows) groups.set(row.conv, [...(groups.get(row.conv) ?? []), row]);
  return groups;
}

