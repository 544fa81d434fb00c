import type { ChatMessage } from '../chat/message.js';
import type { ChangeByOthers } from '../chat/options.js';
import type { Receipt } from '../wire/frames.js';
import { newMid } from '../wire/mid.js';
import { constants as C } from './constants.js';
import { MesiboDateTime } from './datetime.js';
import { answered, failed } from './dispatch.js';
import { engine } from './engine.js';
import { contentOf } from './message-content.js';
import { MessageOptions } from './message-options.js';
import { messages } from './messages.js';
import { outgoing } from './outgoing.js';
import type { MesiboProfile } from './profile.js';
import { mayChange } from './policy.js';

type Answer<T> = (value: T | null) => unknown;

/**
 * A message, to be sent or sent or received. The same message is always the same object; it changes in place before
 * the application hears of it.
 */
export class MesiboMessage extends MessageOptions {
  #receipts: { at: string; all: Promise<Receipt[]> } | undefined;

  // ---------------------------------------------------------------------------------------------------------- sending

  /**
   * Sends it, now or when there is a connection. It has its `mid` at once, is stored, and comes back through
   * `Mesibo_onMessage`. 0, or a `MESIBO_RESULT_` that says why it can not be taken.
   */
  send(): number {
    if (this.chat !== undefined) return this.resend();
    if (!this.hasDestination()) return C.MESIBO_RESULT_BADREQ;
    if (this.mid === 0) this.assign(newMid());
    return outgoing.send(this);
  }

  /** @internal */
  hasDestination(): boolean {
    return this.conversation.getAddress() !== '' || this.conversation.getGroupId() > 0;
  }

  /** @internal */
  assign(mid: number): void {
    this.mid = mid;
    this.label(this.v1Label ?? mid >>> 0);
    this.become(C.MESIBO_MSGSTATUS_OUTBOX);
  }

  /** Only what failed is sent again, with the same `mid`. */
  resend(): number {
    if (this.chat === undefined) return this.isFailed() ? this.send() : C.MESIBO_RESULT_FAIL;
    if (!this.chat.failed) return C.MESIBO_RESULT_FAIL;
    void this.chat.resend().catch(() => {}); // its status tells
    return C.MESIBO_RESULT_OK;
  }

  /** Changes what was sent to what its members say now. */
  sendUpdate(): number {
    if (this.chat === undefined) return this.send();
    if (!this.#mayChange('edit')) return C.MESIBO_RESULT_DENIED;
    void this.#try(this.chat.edit({ ...this.chat.content, ...contentOf(this) }));
    return C.MESIBO_RESULT_OK;
  }

  /** As a presence: for who is connected, never stored. */
  sendPresence(presence = this.presence): number {
    this.conversation.conversation?.sendPresence(presence);
    return C.MESIBO_RESULT_OK;
  }

  /** Says no: this server has no webhooks that an application may address. */
  sendToWebhook(): number {
    console.warn('mesibo: sendToWebhook: not available');
    return C.MESIBO_RESULT_FAIL;
  }

  /** Keeps it on this device only, with the status `MESIBO_MSGSTATUS_CUSTOM`. A file of its own is not kept. */
  save(): number {
    if (this.chat !== undefined || !this.hasDestination()) return C.MESIBO_RESULT_BADREQ;
    if (this.mid === 0) this.assign(newMid());
    this.become(C.MESIBO_MSGSTATUS_CUSTOM);
    return outgoing.send(this);
  }

  /** A new message with the same content, marked as forwarded; it leaves with its own `send`. */
  forward(profile: MesiboProfile): MesiboMessage {
    const copy = new MesiboMessage(profile);
    copy.copyFrom(this);
    return copy;
  }

  /** A new message that answers this one. */
  reply(): MesiboMessage {
    const reply = new MesiboMessage(this.conversation);
    reply.setInReplyTo(this.mid);
    return reply;
  }

  /** To its sender alone, also from a group. */
  replyToPeer(): MesiboMessage {
    const reply = new MesiboMessage(this.profile);
    reply.setInReplyTo(this.mid);
    return reply;
  }

  /** The message that this one answers, if it is on this device. */
  getRepliedToMessage(answer?: Answer<MesiboMessage>): Promise<MesiboMessage | null> {
    const found = (async () => {
      const original = this.refid === 0 ? undefined : ((await this.chat?.original()) ?? (await engine.chat?.message(this.refid)));
      return original === undefined ? null : messages.of(original);
    })().catch(() => null);
    return answered(found, answer);
  }

  // --------------------------------------------------------------------------------------------------------- retracting

  /** Gone on the devices of this user. Resolves when every list shows it. */
  delete(): Promise<boolean> {
    return this.#try(this.chat?.delete());
  }

  /** Gone at the recipients. */
  recall(): Promise<boolean> {
    return this.#try(this.#mayChange('recall') && this.chat?.recall());
  }

  /** The content is destroyed everywhere; a tombstone stays. */
  wipe(): Promise<boolean> {
    return this.#try(this.#mayChange('wipe') && this.chat?.wipe());
  }

  /** Deleted for all. */
  wipeAndRecall(): Promise<boolean> {
    return this.#try(this.#mayChange('both') && this.chat?.deleteForAll());
  }

  /** By what the application has said with `setMessageRetractionPolicy`. */
  #mayChange(how: ChangeByOthers): boolean {
    return this.chat !== undefined && mayChange(engine.retractionPolicy, this.chat, how);
  }

  #try(done: Promise<void> | false | undefined): Promise<boolean> {
    if (!done) return Promise.resolve(false);
    return done.then(() => true, failed('the message was not changed'));
  }

  // ----------------------------------------------------------------------------------------------------------- receipts

  /** When a recipient, or the other one, got it; `null` when that is not known. Unknown addresses are answered with `null`. */
  getDeliveryTimestamp(peer: string | null, answer?: Answer<MesiboDateTime>): Promise<MesiboDateTime | null> {
    return answered(this.#receiptTime(peer, 'delivered'), answer);
  }

  getReadTimestamp(peer: string | null, answer?: Answer<MesiboDateTime>): Promise<MesiboDateTime | null> {
    return answered(this.#receiptTime(peer, 'read'), answer);
  }

  async #receiptTime(peer: string | null | undefined, what: 'delivered' | 'read'): Promise<MesiboDateTime | null> {
    const chat = this.chat;
    if (chat === undefined || !chat.own || chat.counts.delivered === 0) return null;
    const group = this.isGroupMessage();
    if (!group && peer && peer !== this.conversation.getAddress()) return null;
    const known = group ? undefined : what === 'delivered' ? chat.deliveredAt : chat.readAt;
    const ts = known ?? latest((await this.#allReceipts(chat)).filter((r) => !group || !peer || r.address === peer), what);
    return ts === undefined ? null : new MesiboDateTime(ts);
  }

  /** Asked once for every state of the message. */
  #allReceipts(chat: ChatMessage): Promise<Receipt[]> {
    const { delivered, read } = chat.counts;
    const at = `${delivered}/${read}`;
    if (this.#receipts?.at !== at) this.#receipts = { at, all: chat.receipts().catch(() => []) };
    return this.#receipts.all;
  }

  // ------------------------------------------------------------------------------------------------------------- others

  getProfile(): MesiboProfile {
    return this.profile;
  }

  getPeerProfile(): MesiboProfile {
    return this.profile;
  }

  getSenderProfile(): MesiboProfile {
    return this.profile;
  }

  getGroupProfile(): MesiboProfile | null {
    return this.conversation.getGroupProfile();
  }

  /** A pseudo message with the same time and conversation, for a line that shows the date. */
  cloneDate(): MesiboMessage {
    return this.#pseudo(C.MESIBO_MSGSTATUS_DATETIME);
  }

  #pseudo(status: number): MesiboMessage {
    const pseudo = new MesiboMessage(this.conversation);
    pseudo.profile = this.profile;
    pseudo.peer = this.peer;
    pseudo.setTimestamp(this.getTimestamp());
    pseudo.become(status);
    return pseudo;
  }

  override isUploadRequired(): boolean {
    const elsewhere = this.chat === undefined && this.mid !== 0 && this.contentSource !== undefined && 'blob' in this.contentSource;
    return elsewhere || super.isUploadRequired();
  }

  startFileTransfer(_priority?: number): boolean {
    return this.isFailed() ? this.resend() === C.MESIBO_RESULT_OK : this.isFileTransferInProgress();
  }

  stopFileTransfer(): boolean {
    if (outgoing.stop(this)) return true;
    if (!this.isFileTransferInProgress()) return false;
    void this.#try(this.chat?.cancelUpload());
    return true;
  }

  toggleFileTransfer(): boolean {
    return this.isFileTransferInProgress() ? this.stopFileTransfer() : this.startFileTransfer();
  }
}

function latest(receipts: readonly Receipt[], what: 'delivered' | 'read'): number | undefined {
  const times = receipts.map((receipt) => receipt[what]).filter((ts) => ts !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}
