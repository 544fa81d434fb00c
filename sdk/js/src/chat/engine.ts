import { Unanswered } from '../wire/errors.js';
import { Events } from '../wire/events.js';
import { Status, type Answers, type AnswerTo, type Content, type Message, type Receipt, type Request, type Retraction } from '../wire/frames.js';
import type { StoreChange } from './changes.js';
import type { Conversation } from './conversation.js';
import type { Core } from './core.js';
import type { Draft, SendFileOptions } from './draft.js';
import type { ChatError, ChatEvents } from './events.js';
import { Files, nameOf } from './files/files.js';
import { fileTypeOf } from './files/kinds.js';
import { Tus } from './files/tus.js';
import { Groups } from './groups.js';
import type { ChatGroup } from './group.js';
import { History } from './history.js';
import { Leader } from './line/leader.js';
import type { Hub, Line } from './line/line.js';
import type { ChatMessage } from './message.js';
import { addressOf, type Address, type ChatOptions } from './options.js';
import { NotSent } from './errors.js';
import { fileRowOf, Posts, rowOfDraft } from './posts.js';
import type { Person, Self } from './person.js';
import { PresenceBoard } from './presence.js';
import { Reads } from './reads.js';
import { Mirror } from './reflect.js';
import { Registry } from './registry.js';
import { Roster } from './roster.js';
import { HERE_ONLY, LOCAL_ORDER, refOf, rowOf, type ConversationKey, type MessageRow, type PersonRow } from './rows.js';
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
  readonly #mirror: Mirror;
  readonly #posts: Posts;

  constructor(options: ChatOptions) {
    this.options = options;
    this.address = addressOf(options.url);
    this.vault = new Vault({
      committed: (changes) => this.#committed(changes),
      failed: (error) => this.error({ kind: 'storage', message: error.message, cause: error }),
      seed: () => this.#seed(),
    });
    const line = (): Line => this.session.line;
    const publish = (changes: readonly StoreChange[]): void => this.#committed(changes);
    const tus = new Tus(this.address.http, () => this.session.token());
    this.files = new Files(this.address.http, tus);
    this.presence = new PresenceBoard(this.registry, line, (notice) => this.#mirror.reflect([{ t: 'presence', notice }]));
    this.#mirror = new Mirror(this.registry, this.presence, this.events);
    this.roster = new Roster(this.vault, this.registry, line, publish);
    this.groups = new Groups(this.vault, this.registry, line, publish);
    this.reads = new Reads(this.registry, line);
    this.history = new History(this.vault, line, (row) => this.registry.message(row));
    this.#posts = new Posts(this.vault, () => this.#mirror.unsent.size, () => line().wake(), (row, error) => this.#unstored(row, error));
    this.session = new Session(this, this.#hub(), tus);
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
    const row = rowOfDraft(to, draft, this.self.address, this.session.now());
    if (row.expiry === 0 || ((row.flags ?? 0) & 4) !== 0) return this.#sendTransient(row);
    this.#posts.add(row, draft.when, undefined);
    this.presence.sent(to);
    return this.message(row);
  }

  keep(to: ConversationKey, draft: Draft): ChatMessage {
    const row: MessageRow = { ...rowOfDraft(to, draft, this.self.address, this.session.now()), status: HERE_ONLY };
    this.#posts.add(row, undefined, undefined);
    return this.message(row);
  }

  sendFile(to: ConversationKey, file: Blob, options: SendFileOptions): ChatMessage {
    const { onProgress, ...draft } = options;
    const name = nameOf(file, draft.fileName);
    const mimeType = draft.mimeType ?? file.type;
    const content = { fileName: name, fileSize: file.size, mimeType, fileType: draft.fileType ?? fileTypeOf(mimeType, name) };
    const row = rowOfDraft(to, { ...draft, ...content }, this.self.address, this.session.now());
    this.#posts.add(row, draft.when, fileRowOf(row, file, name, mimeType));
    this.files.keep(row, file);
    const message = this.message(row);
    const stop = this.events.on('progress', ({ message: whose, sent, total }) => {
      if (whose === message) onProgress?.(sent, total);
    });
    void this.#mirror.ended(row).then((ended) => {
      stop();
      if (ended.status < Status.Failed) this.files.forget(row);
    });
    return message;
  }

  async accepted(row: MessageRow): Promise<void> {
    let now = row;
    if (row.local !== undefined && row.status === Status.Outbox && row.scheduled === undefined) now = await this.#mirror.ended(row);
    if (now.status >= Status.Failed) throw new NotSent(now.status, now.problem ?? 'the message was refused');
  }

  async resend(row: MessageRow): Promise<void> {
    if (row.own !== 1 || row.status < Status.Failed) return;
    await this.#posts.again(row);
  }

  cancelUpload(row: MessageRow): Promise<void> {
    return this.session.line.cancelUpload(row.order);
  }

  /** Goes out at once or not at all; nothing of it is kept. */
  #sendTransient(row: MessageRow): ChatMessage {
    const placed = { ...row, order: LOCAL_ORDER };
    const message = this.message(placed);
    const end = (change: Partial<MessageRow>): void =>
      this.#committed([{ t: 'status', row: { ...placed, rev: placed.rev + 1, ...change }, by: [] }]);
    queueMicrotask(() => this.#committed([{ t: 'message', row: placed }]));
    const { conv, mid, content = {}, type = 0, flags = 3 } = row;
    const to = refOf(conv);
    const where = 'gid' in to ? to : { to: to.peer };
    this.request({ t: 'send', ...where, mid, content, type, flags, expiry: 0 } as Extract<Request, { t: 'send' }>).then(
      (sent) => end({ status: Math.max(Status.Sent, sent.status), ts: sent.ts ?? row.ts }),
      (error: Error & { status?: number }) =>
        end({ status: error.status ?? (error instanceof Unanswered ? Status.UserOffline : Status.Failed), problem: error.message }),
    );
    return message;
  }

  #unstored(row: MessageRow, error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    this.error({ kind: 'storage', message: problem, cause: error });
    this.#committed([{ t: 'status', row: { ...row, rev: row.rev + 1, status: Status.Failed, problem }, by: [] }]);
  }

  // ------------------------------------------------------------------------------------------------------- changing

  async edit(row: MessageRow, content: Content): Promise<void> {
    if (row.local !== undefined) throw new Error('a message can be edited when the server has it');
    await this.session.line.edit(row.conv, row.order, content);
  }

  async retract(rows: readonly MessageRow[], how: Retraction): Promise<void> {
    await this.#posts.settled();
    for (const [conv, some] of grouped(rows)) {
      const places = some.map((row) => this.registry.held(row)?.place ?? row.order);
      if (how === 'delete') await this.session.line.remove(conv, places);
      else if (some.some((row) => row.local !== undefined)) throw new Error('the server does not have the message yet');
      else await this.session.line.takeBack(conv, places, how);
    }
  }

  async clear(key: ConversationKey): Promise<void> {
    await this.#posts.settled();
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
    return this.vault.change((batch) => batch.alter(key, { draft: text === '' ? undefined : text }));
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
  }

  get unsent(): Map<string, MessageRow> {
    return this.#mirror.unsent;
  }

  #committed(changes: readonly StoreChange[]): void {
    if (changes.length === 0) return;
    this.#watchNew(changes);
    this.session.tell(changes);
    this.#mirror.reflect(changes);
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
      wsUrl: this.address.ws,
      get me() {
        return engine.self.address;
      },
      token: () => this.session.token(true),
      allows: (row, how) => this.options.allows?.(this.message(row), how) ?? true,
      loggedIn: (user, app) => this.session.loggedIn(user, app),
      kept: (cursor) => (this.session.cursor = cursor),
      profile: (profile) => void this.roster.take([profile]),
      transient: (message) => this.#transientCame(message),
      publish: (changes) => this.#committed(changes),
      connection: (connection, clockOffset) => this.session.connectionChanged(connection, clockOffset),
      error: (error) => this.error(error),
    };
  }

  #transientCame(message: Message): void {
    const row = { ...rowOf(message, this.self.address), order: LOCAL_ORDER };
    this.#committed([{ t: 'message', row }]);
  }

  newLeader(tus: Tus, hub: Hub): Leader {
    return new Leader(
      hub,
      this.options,
      tus,
      (welcome) => this.groups.welcomed(welcome.groups),
      (event) => void this.groups.happened(event),
    );
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

