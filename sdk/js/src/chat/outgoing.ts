import { Unanswered } from '../wire/errors.js';
import { Flag, Status, type Request } from '../wire/frames.js';
import type { StoreChange } from './changes.js';
import type { Draft, SendFileOptions } from './draft.js';
import type { Engine } from './engine.js';
import { NotSent } from './errors.js';
import { nameOf } from './files/files.js';
import { fileTypeOf } from './files/kinds.js';
import type { ChatMessage } from './message.js';
import { fileRowOf, Posts, rowOfDraft } from './posts.js';
import type { Mirror } from './reflect.js';
import { idOf } from './registry.js';
import { HERE_ONLY, refOf, type ConversationKey, type FileRow, type MessageRow } from './rows.js';

/** What this user writes: into the outbox of the store, or, when it is transient, out at once or not at all. */
export class Outgoing {
  readonly #engine: Engine;
  readonly #mirror: Mirror;
  readonly #posts: Posts;
  readonly #publish: (changes: StoreChange[]) => void;
  /** What was to be kept only, and could not. */
  readonly #hereOnly = new Set<string>();

  constructor(engine: Engine, mirror: Mirror, publish: (changes: StoreChange[]) => void) {
    this.#engine = engine;
    this.#mirror = mirror;
    this.#publish = publish;
    this.#posts = new Posts(
      engine.vault,
      () => mirror.unsent.size,
      () => engine.session.line.wake(),
      (row, error) => this.#unstored(row, error),
    );
  }

  send(to: ConversationKey, draft: Draft): ChatMessage {
    const { session, presence } = this.#engine;
    const row = this.#rowOf(to, draft);
    if (row.expiry === 0 || ((row.flags ?? 0) & Flag.Transient) !== 0) return this.#sendTransient(row);
    if (session.broken !== undefined) return this.#sendNever(row, session.broken);
    this.#posts.add(row, draft.when, undefined);
    presence.sent(to);
    return this.#engine.message(row);
  }

  /** Stored here, sent to nobody. */
  keep(to: ConversationKey, draft: Draft): ChatMessage {
    const { session } = this.#engine;
    const row: MessageRow = { ...this.#rowOf(to, draft), status: HERE_ONLY };
    if (session.broken !== undefined) return this.#sendNever(row, session.broken);
    this.#posts.add(row, undefined, undefined);
    return this.#engine.message(row);
  }

  sendFile(to: ConversationKey, file: Blob, options: SendFileOptions): ChatMessage {
    const { session, files, events } = this.#engine;
    const { onProgress, ...draft } = options;
    const name = nameOf(file, draft.fileName);
    const mimeType = draft.mimeType ?? file.type;
    const content = { fileName: name, fileSize: file.size, mimeType, fileType: draft.fileType ?? fileTypeOf(mimeType, name) };
    const row = this.#rowOf(to, { ...draft, ...content });
    files.keep(row, file);
    if (session.broken !== undefined) return this.#sendNever(row, session.broken);
    this.#posts.add(row, draft.when, fileRowOf(row, file, name, mimeType));
    const message = this.#engine.message(row);
    const stop = events.on('progress', ({ message: whose, sent, total }) => {
      if (whose === message) onProgress?.(sent, total);
    });
    void this.#mirror.ended(row).then(stop);
    return message;
  }

  /** For the user whom the address means now, who may have lost it to another one when it leaves. */
  #rowOf(to: ConversationKey, draft: Draft): MessageRow {
    const { self, session, registry } = this.#engine;
    const uid = to.startsWith('u:') ? registry.personRow(to.slice(2)).profile?.uid : undefined;
    return rowOfDraft(to, draft, self.address, session.now(), uid);
  }

  async accepted(row: MessageRow): Promise<void> {
    let now = row;
    if (row.local !== undefined && row.status === Status.Outbox && row.scheduled === undefined) now = await this.#mirror.ended(row);
    if (now.status >= Status.Failed) throw new NotSent(now.status, now.problem ?? 'the message was refused');
  }

  async resend(row: MessageRow): Promise<void> {
    if (row.own !== 1 || row.status < Status.Failed) return;
    const status = this.#hereOnly.has(idOf(row)) ? HERE_ONLY : Status.Outbox;
    await this.#posts.again({ ...row, status }, this.#fileOf(row));
  }

  /** Everything that was sent so far is in the store, or will not be. */
  settled(): Promise<void> {
    return this.#posts.settled();
  }

  #fileOf(row: MessageRow): FileRow | undefined {
    const blob = row.content?.url === undefined ? this.#engine.files.local(row) : undefined;
    return blob && fileRowOf(row, blob, row.content?.fileName ?? 'file', row.content?.mimeType ?? blob.type);
  }

  #sendTransient(row: MessageRow): ChatMessage {
    const placed = { ...row, order: this.#engine.placeOf(row.conv) };
    const message = this.#engine.message(placed);
    const end = (change: Partial<MessageRow>): void =>
      this.#publish([{ t: 'status', row: { ...placed, rev: placed.rev + 1, ...change }, by: [] }]);
    queueMicrotask(() => this.#publish([{ t: 'message', row: placed }]));
    const { conv, mid, content = {}, type = 0, flags = 3 } = row;
    const to = refOf(conv);
    const where = 'gid' in to ? to : { to: to.peer };
    this.#engine.request({ t: 'send', ...where, mid, content, type, flags, expiry: 0 } as Extract<Request, { t: 'send' }>).then(
      (sent) => end({ status: Math.max(Status.Sent, sent.status), ts: sent.ts ?? row.ts }),
      (error: Error & { status?: number }) =>
        end({ status: error.status ?? (error instanceof Unanswered ? Status.UserOffline : Status.Failed), problem: error.message }),
    );
    return message;
  }

  #sendNever(row: MessageRow, why: Error): ChatMessage {
    queueMicrotask(() => this.#unstored(row, why));
    return this.#engine.message(row);
  }

  /** It could not be stored, so it is not sent: a message that nobody could send again after a reload. */
  #unstored(row: MessageRow, error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    const shown: MessageRow = { ...row, rev: row.rev + 1, order: this.#engine.placeOf(row.conv), status: Status.Failed, problem };
    if (row.status === HERE_ONLY) this.#hereOnly.add(idOf(row));
    this.#publish([{ t: 'message', row: shown }, { t: 'status', row: { ...shown, rev: shown.rev + 1 }, by: [] }]);
  }
}
