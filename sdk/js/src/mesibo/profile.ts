import type { Conversation } from '../chat/conversation.js';
import type { Person } from '../chat/person.js';
import type { ChatGroup } from '../chat/group.js';
import { answered, failed, type Listener } from './dispatch.js';
import { engine } from './engine.js';
import type { MesiboGroupProfile } from './group-profile.js';
import { ALL, clearUpTo, countAll, FAILED, RECEIVED, SENT } from './history.js';
import { MesiboMessage } from './message.js';
import { messages } from './messages.js';
import { MesiboPresence } from './presence.js';
import type { Unsaved } from './profile-base.js';
import { ProfileContact } from './profile-contact.js';
import { MesiboReadSession } from './read-session.js';
import { sendFile, sendMessage, type FileV1 } from './v1-send.js';

type Done<T> = ((value: T) => unknown) | undefined;

/**
 * A user, known or not. The same address is always the same object, which changes in place before the application
 * hears of it. What the application sets is seen here at once and by others after `save`.
 */
export class MesiboProfile extends ProfileContact {
  readonly #address: string;
  #userData: unknown = null;

  /** @internal Ask `Mesibo.getProfile` for one. */
  constructor(address: string) {
    super();
    this.#address = address;
  }

  getAddress(): string {
    return this.#address;
  }

  /** 0: a user. */
  getGroupId(): number {
    return 0;
  }

  getUid(): number {
    return this.person?.uid ?? 0;
  }

  isGroup(): boolean {
    return false;
  }

  isSelfProfile(): boolean {
    return this.person?.isSelf ?? false;
  }

  /** @internal */
  override get person(): Person | undefined {
    const address = this.getAddress();
    return address === '' ? undefined : engine.chat?.person(address);
  }

  /** @internal */
  override get known(): Person | ChatGroup | undefined {
    return this.person;
  }

  getGroupProfile(): MesiboGroupProfile | null {
    return null;
  }

  // --------------------------------------------------------------------------------------------------------- messages

  /** A message to this user or group; it leaves with its `send`. */
  newMessage(): MesiboMessage {
    return new MesiboMessage(this);
  }

  newPresence(): MesiboPresence {
    return new MesiboPresence(this);
  }

  createPresence(): MesiboPresence {
    return this.newPresence();
  }

  /** Does no work before its `read`. The older form `(query, listener)` is understood as well. */
  createReadSession(listener?: Listener | string | null, second?: Listener | null): MesiboReadSession {
    const query = typeof listener === 'string' ? listener : null;
    const session = new MesiboReadSession((second ?? (typeof listener === 'string' ? null : listener)) as Listener | null, this);
    if (query) session.setQuery(query);
    return session;
  }

  /** v1. */
  readDbSession(query: string | null, onRead: Listener): MesiboReadSession {
    return this.createReadSession(query, onRead);
  }

  /** v1. `id` is a label of the application. */
  sendMessage(id: number, data: string | Uint8Array): number {
    return sendMessage({ peer: this.getAddress(), groupid: this.getGroupId() }, id, data);
  }

  /** v1. */
  sendFile(id: number, file: FileV1): number {
    return sendFile({ peer: this.getAddress(), groupid: this.getGroupId() }, id, file);
  }

  /** Whether the message belongs to the conversation with this user or group. */
  matches(message: MesiboMessage): boolean {
    return message.isDestinedFor(this);
  }

  /** Removes the conversation, or what is not newer than `ts`, for this user. Resolves when the list shows it. */
  async deleteMessages(ts?: number): Promise<boolean> {
    return this.#remove((conversation) => (ts === undefined ? conversation.clear() : clearUpTo(conversation, ts)));
  }

  clearMessages(ts?: number): Promise<boolean> {
    return this.deleteMessages(ts);
  }

  deleteMessagesOlderThan(seconds: number): Promise<boolean> {
    return this.#remove((conversation, now) => clearUpTo(conversation, now - seconds * 1000));
  }

  async #remove(remove: (conversation: Conversation, now: number) => Promise<void>): Promise<boolean> {
    const chat = await engine.whenOpen();
    const { conversation } = this;
    if (conversation === undefined) return false;
    return remove(conversation, chat.now()).then(() => true, failed('messages were not deleted'));
  }

  // ----------------------------------------------------------------------------------------------------------- counts

  /** `status` -1 all, -2 sent, -3 received, -4 failed, or a `MESIBO_MSGSTATUS_`; `thread` 0 any. What is on this device. */
  getMessageCount(thread: number, status: number = ALL, done?: Done<number>): Promise<number> {
    const counted = engine.whenOpen().then(() => (this.conversation ? countAll([this.conversation], status, thread) : 0));
    return answered(counted, done);
  }

  getTotalMessageCount(done?: Done<number>): Promise<number> {
    return this.getMessageCount(0, ALL, done);
  }

  getSentMessageCount(done?: Done<number>): Promise<number> {
    return this.getMessageCount(0, SENT, done);
  }

  getReceivedMessageCount(done?: Done<number>): Promise<number> {
    return this.getMessageCount(0, RECEIVED, done);
  }

  getFailedMessageCount(done?: Done<number>): Promise<number> {
    return this.getMessageCount(0, FAILED, done);
  }

  getUnreadMessageCount(done?: Done<number>): Promise<number> {
    return answered(engine.whenOpen().then(() => messages.unreadIn(this.conversation ?? null)), done);
  }

  /** Unread messages, as far as is known now. */
  unread(): number {
    return messages.unreadIn(this.conversation ?? null);
  }

  /** Marks the conversation for the user; no message changes. */
  markUnread(): void {
    this.setMark(true);
  }

  /** All messages of the conversation; the senders hear of it. */
  markRead(_sendReceipt?: boolean): void {
    void this.conversation?.markRead().catch(() => {});
  }

  // -------------------------------------------------------------------------------------------------- kept on this device

  getDraft(): string {
    return this.conversation?.draft ?? '';
  }

  setDraft(text: string): void {
    void this.conversation?.setDraft(text).catch(() => {});
  }

  getUserData(): unknown {
    return this.#userData;
  }

  setUserData(data: unknown): void {
    this.#userData = data;
  }

  /** No contact any more. */
  remove(): boolean {
    this.setContact(false);
    this.subscribe(false);
    return this.save();
  }

  removeLocalProfile(): boolean {
    return this.remove();
  }

  removeSyncedProfile(): boolean {
    return this.remove();
  }

  requestProfileRemoval(_remove: boolean): boolean {
    return false;
  }

  // ------------------------------------------------------------------------------------------- what browsers do not have

  isCallInProgress(): boolean {
    return false;
  }

  isVideoCallInProgress(): boolean {
    return false;
  }

  location(): null {
    return null;
  }

  e2ee(): { isEnabled(): boolean } {
    return { isEnabled: () => false };
  }

  /** @internal */
  protected override async publishChanges(unsaved: Unsaved): Promise<void> {
    if (Object.keys(unsaved.contact).length > 0) await this.person?.setContact(unsaved.contact);
  }
}
