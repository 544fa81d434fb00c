import { Flag, Status, type Age, type Answers, type Content, type Receipt } from '../wire/frames.js';
import type { Conversation } from './conversation.js';
import type { Core } from './core.js';
import type { ChatFile } from './draft.js';
import { UPDATE } from './internal.js';
import type { Person } from './person.js';
import type { MessageRow } from './rows.js';

const WIPED = 1;
const RECALLED = 2;

/**
 * One message. The same message is always the same object, which changes in place before listeners hear of it.
 * It can be given members of one's own; nothing here is kept in plain properties.
 */
export class ChatMessage {
  readonly #core: Core;
  #row: MessageRow;
  #removed = false;
  #date: Date | undefined;

  /** @internal */
  constructor(core: Core, row: MessageRow) {
    this.#core = core;
    this.#row = row;
  }

  /** The sender's number for it, known as soon as it is sent. */
  get mid(): number {
    return this.#row.mid;
  }

  /** Its place in the conversation, the same for everybody; absent until the server has accepted it, and if it is transient. */
  get order(): number | undefined {
    return this.#row.local === undefined && Number.isInteger(this.#row.order) ? this.#row.order : undefined;
  }

  /** What this device sorts by: `order`, or a place of its own for what has none. Differs for every message. */
  get place(): number {
    return this.#row.order;
  }

  get conversation(): Conversation {
    return this.#core.conversation(this.#row.conv);
  }

  /** Who sent it; this user for own messages. */
  get sender(): Person {
    return this.own ? this.#core.self : this.#core.senderOf(this.#row);
  }

  /** Sent by this user, on any device. */
  get own(): boolean {
    return this.#row.own === 1;
  }

  /** When the server accepted it, in ms; until then when it was written. */
  get ts(): number {
    return this.#row.ts;
  }

  /** `ts` as a date; the same object until `ts` changes. */
  get date(): Date {
    if (this.#date?.getTime() !== this.#row.ts) this.#date = new Date(this.#row.ts);
    return this.#date as Date;
  }

  /** Empty when it was wiped or recalled. */
  get content(): Readonly<Content> {
    return this.#row.content ?? NOTHING;
  }

  get text(): string {
    return this.#row.content?.text ?? '';
  }

  get type(): number {
    return this.#row.type ?? 0;
  }

  /** Sum of `Flag`. */
  get flags(): number {
    return this.#row.flags ?? 0;
  }

  get expiry(): number | undefined {
    return this.#row.expiry;
  }

  /** The `mid` of the message answered. */
  get replyTo(): number | undefined {
    return this.#row.replyTo;
  }

  get thread(): number | undefined {
    return this.#row.thread;
  }

  /** Of an own message: the name that the application gave it, here or on another device. */
  get label(): string | undefined {
    return this.#row.label;
  }

  get forwarded(): boolean {
    return this.#row.forwarded ?? false;
  }

  get age(): Readonly<Age> | undefined {
    return this.#row.age;
  }

  /** When it was last edited. */
  get edited(): number | undefined {
    return this.#row.edited;
  }

  get wiped(): boolean {
    return ((this.#row.state ?? 0) & WIPED) !== 0;
  }

  get recalled(): boolean {
    return ((this.#row.state ?? 0) & RECALLED) !== 0;
  }

  /** No longer on this device. */
  get removed(): boolean {
    return this.#removed;
  }

  /** Of an own message: a number of `Status`, which only grows until `resend`. 0 in messages of others. */
  get status(): number {
    return this.#row.status;
  }

  /** The server refused it; `problem` says why. */
  get failed(): boolean {
    return this.own && this.#row.status >= Status.Failed;
  }

  get problem(): string | undefined {
    return this.#row.problem;
  }

  /** When it will leave the server, of a message sent with `when`. */
  get scheduled(): number | undefined {
    return this.#row.scheduled;
  }

  get transient(): boolean {
    return this.#row.expiry === 0 || (this.flags & Flag.Transient) !== 0;
  }

  /** Of a message of others: this user has not read it. */
  get unread(): boolean {
    return this.#row.unread !== undefined;
  }

  /** Of an own message to one person: when it was delivered and read, as far as this device heard of it. */
  get deliveredAt(): number | undefined {
    return this.#row.deliveredAt;
  }

  get readAt(): number | undefined {
    return this.#row.readAt;
  }

  /** Of an own message: how many of its recipients have it and have read it. */
  get counts(): { delivered: number; read: number; of: number } {
    const { delivered = 0, read = 0, of = 0 } = this.#row;
    return { delivered, read, of };
  }

  get file(): ChatFile | undefined {
    return this.#core.files.fileOf(this.#row);
  }

  /** Resolves when the server has it on its disk; rejects when the server refused it. */
  accepted(): Promise<this> {
    return this.#core.accepted(this.#row).then(() => this);
  }

  /** Sends a message again that failed, with the same `mid`. */
  resend(): Promise<void> {
    return this.#core.resend(this.#row);
  }

  /** Changes the content of an own message, within an hour. */
  edit(content: Content | string): Promise<void> {
    return this.#core.edit(this.#row, typeof content === 'string' ? { ...this.content, text: content } : content);
  }

  /** Removes it at the recipients; here it stays. */
  recall(): Promise<void> {
    return this.#core.retract([this.#row], 'recall');
  }

  /** Destroys its content everywhere; a tombstone stays. */
  wipe(): Promise<void> {
    return this.#core.retract([this.#row], 'wipe');
  }

  /** Wipes and recalls it. */
  deleteForAll(): Promise<void> {
    return this.#core.retract([this.#row], 'both');
  }

  /** Removes it on the devices of this user. What was not accepted yet is not sent any more. */
  delete(): Promise<void> {
    return this.#core.retract([this.#row], 'delete');
  }

  /** Sends its content to another conversation. */
  forward(to: Conversation): ChatMessage {
    return to.send({ ...this.content, type: this.type, forwarded: true });
  }

  /** The message that it answers, when it is on this device. */
  async original(): Promise<ChatMessage | undefined> {
    return this.replyTo === undefined ? undefined : this.#core.messageByMid(this.replyTo, this.#row.conv);
  }

  /** Who got and read it, with times, from the server, by address; all of them. */
  receipts(): Promise<Receipt[]> {
    return this.#core.receipts(this.#row);
  }

  /** One page of `receipts`, for very large groups. */
  receiptsPage(after?: string, limit?: number): Promise<Answers['receipts']> {
    return this.#core.receiptsPage(this.#row, after, limit);
  }

  /** Stops the upload of its file; the message fails and can be sent again. */
  cancelUpload(): Promise<void> {
    return this.#core.cancelUpload(this.#row);
  }

  /** @internal */
  [UPDATE](row: MessageRow, removed = false): void {
    this.#row = row;
    this.#removed = removed;
  }
}

const NOTHING: Readonly<Content> = Object.freeze({});
