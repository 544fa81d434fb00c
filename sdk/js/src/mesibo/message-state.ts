import { constants as C } from './constants.js';
import { engine } from './engine.js';
import { MessageFields } from './message-fields.js';
import { mayChange } from './policy.js';
import type { MesiboProfile } from './profile.js';

/** What a message is, in the words of applications. What the server decides is not read from members that they may write to. */
export abstract class MessageState extends MessageFields {
  isIncoming(): boolean {
    return this.isUnread() || this.isReadByUs();
  }

  isUnread(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_RECEIVEDNEW;
  }

  isReadByUs(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_RECEIVEDREAD;
  }

  isOutgoing(): boolean {
    return this.trueStatus <= C.MESIBO_MSGSTATUS_READ || this.isFailed();
  }

  isInOutbox(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_OUTBOX;
  }

  isSent(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_SENT;
  }

  isDelivered(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_DELIVERED;
  }

  isReadByPeer(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_READ;
  }

  isFailed(): boolean {
    return this.trueStatus >= C.MESIBO_MSGSTATUS_FAIL;
  }

  isMessage(): boolean {
    return this.isIncoming() || this.isOutgoing();
  }

  isCall(): boolean {
    return this.isMissedCall() || this.isIncomingCall() || this.isOutgoingCall();
  }

  isMissedCall(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_CALLMISSED;
  }

  isIncomingCall(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_CALLINCOMING;
  }

  isOutgoingCall(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_CALLOUTGOING;
  }

  isVideoCall(): boolean {
    return this.isCall() && (this.type & 1) !== 0;
  }

  isVoiceCall(): boolean {
    return this.isCall() && (this.type & 1) === 0;
  }

  isPstnCall(): boolean {
    return false;
  }

  /** Seconds. */
  getCallDuration(): number {
    return 0;
  }

  isDate(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_DATETIME;
  }

  isHeader(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_HEADER;
  }

  isInvisible(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_INVISIBLE;
  }

  isCustom(): boolean {
    return this.trueStatus === C.MESIBO_MSGSTATUS_CUSTOM;
  }

  isSavedMessage(): boolean {
    return this.isCustom();
  }

  /** Recalled or deleted for all, or removed from this device. */
  isDeleted(): boolean {
    return (this.chat?.recalled ?? false) || (this.chat?.removed ?? false);
  }

  isWiped(): boolean {
    return this.chat?.wiped ?? false;
  }

  isForwarded(): boolean {
    return this.chat?.forwarded ?? false;
  }

  isReply(): boolean {
    return this.refid !== 0;
  }

  isModified(): boolean {
    return this.chat?.edited !== undefined;
  }

  isModifiedByPeer(): boolean {
    return this.isModified() && this.isIncoming();
  }

  isUpdated(): boolean {
    return this.isModified();
  }

  isDynamic(): boolean {
    return false;
  }

  /** Has more than text: a file, an address, a title or a place. */
  isRichMessage(): boolean {
    if (this.isDeleted() || this.isWiped()) return false;
    return this.hasFile() || this.hasLocation() || [this.title, this.subtitle, this.footer, this.launchurl].some((part) => part !== '');
  }

  isPlainMessage(): boolean {
    return !this.isRichMessage();
  }

  isGroupMessage(): boolean {
    return this.conversation.isGroup();
  }

  isRealtimeMessage(): boolean {
    return this.trueOrigin === C.MESIBO_ORIGIN_REALTIME;
  }

  isDbMessage(): boolean {
    return this.trueOrigin === C.MESIBO_ORIGIN_DBMESSAGE;
  }

  isDbSummaryMessage(): boolean {
    return this.trueOrigin === C.MESIBO_ORIGIN_DBSUMMARY;
  }

  isPendingMessage(): boolean {
    return this.trueOrigin === C.MESIBO_ORIGIN_PENDING;
  }

  /** The last of what one `read` hands out, which is the oldest. */
  isLastMessage(): boolean {
    return this.isLast;
  }

  isPresence(): boolean {
    return this.presence !== 0 && this.chat === undefined;
  }

  isEndToEndEncrypted(): boolean {
    return false;
  }

  isEndToEndEncryptionStatus(): boolean {
    return false;
  }

  // ------------------------------------------------------------------------------------------------------------ files

  hasFile(): boolean {
    return this.file.url !== '';
  }

  #is(type: number): boolean {
    return this.hasFile() && this.file.type === type;
  }

  hasImage(): boolean {
    return this.#is(C.MESIBO_FILETYPE_IMAGE);
  }

  hasVideo(): boolean {
    return this.#is(C.MESIBO_FILETYPE_VIDEO);
  }

  hasAudio(): boolean {
    return this.#is(C.MESIBO_FILETYPE_AUDIO);
  }

  hasDocument(): boolean {
    return this.hasFile() && !this.hasImage() && !this.hasVideo() && !this.hasAudio();
  }

  isImage(): boolean {
    return this.hasImage();
  }

  isVideo(): boolean {
    return this.hasVideo();
  }

  isAudio(): boolean {
    return this.hasAudio();
  }

  isDocument(): boolean {
    return this.hasDocument();
  }

  hasLocation(): boolean {
    return this.latitude >= -90 && this.latitude <= 90 && this.longitude >= -180 && this.longitude <= 180;
  }

  hasThumbnail(): boolean {
    return this.file.smallPicture !== null;
  }

  isFileTransferRequired(): boolean {
    return this.isUploadRequired();
  }

  isUploadRequired(): boolean {
    return this.chat?.file?.local !== undefined;
  }

  /** Pictures and files are read from where they are. */
  isDownloadRequired(): boolean {
    return false;
  }

  isFileTransferInProgress(): boolean {
    return this.isUploadRequired() && !this.isFailed();
  }

  isFileTransferFailed(): boolean {
    return this.isUploadRequired() && this.isFailed();
  }

  // ---------------------------------------------------------------------------------------------- receipts of a group

  /** Not all members have it yet, or have read it. */
  isMessageStatusInProgress(): boolean {
    const { delivered = 0, read = 0, of = 0 } = this.chat?.counts ?? {};
    return this.isGroupMessage() && this.isOutgoing() && ((this.receipt?.status ?? 0) === C.MESIBO_MSGSTATUS_READ ? read : delivered) < of;
  }

  /** The state that the member reached of whom the application is told, or that of the message. */
  getCurrentStatus(): number {
    return this.receipt?.status ?? this.trueStatus;
  }

  /** That member; in a conversation of two the other one. */
  getCurrentStatusSender(): MesiboProfile {
    return this.receipt?.sender ?? this.conversation;
  }

  // ------------------------------------------------------------------------------------------------------ conversation

  isDestinedFor(profile: MesiboProfile | null): boolean {
    return profile !== null && profile !== undefined && this.compare(profile.getAddress(), profile.getGroupId());
  }

  compare(peer: string | null, groupid: number): boolean {
    if (groupid > 0 || this.isGroupMessage()) return this.conversation.getGroupId() === groupid;
    return this.conversation.getAddress() === peer;
  }

  isFromSamePeer(message: MessageState): boolean {
    return this.isDestinedFor(message.conversation) && this.profile === message.profile;
  }

  /** Own, accepted by the server, not deleted, young enough, and nothing against it. */
  mayBeRetracted(): boolean {
    const chat = this.chat;
    if (chat === undefined || !chat.own || chat.order === undefined || this.isDeleted() || this.isWiped()) return false;
    if (!mayChange(engine.retractionPolicy, chat, 'both')) return false;
    return engine.now() - chat.ts < engine.retractionSeconds * 1000;
  }
}
