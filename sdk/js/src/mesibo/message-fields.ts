import type { ChatMessage } from '../chat/message.js';
import { constants as C } from './constants.js';
import { MesiboDateTime } from './datetime.js';
import { bytesOf } from './elements.js';
import { engine } from './engine.js';
import { MesiboFile } from './file.js';
import type { MesiboGroupProfile } from './group-profile.js';
import type { MesiboProfile } from './profile.js';
import { profiles } from './profiles.js';

const NO_PLACE = -720;

/** One member's receipt, of which the application is told right now. */
interface Receipt {
  status: number;
  sender: MesiboProfile;
}

/**
 * What applications read of a message, as plain members. They are copies: what an application writes to them counts
 * for `send` and `sendUpdate` and is otherwise overwritten; the SDK never reads its own state from them.
 */
export abstract class MessageFields {
  /** Known as soon as `send` returns; below 2^53. */
  mid = 0;
  /** v1: the label that the application gave, or the sender's 32-bit number for own messages, or `mid`. */
  id = 0;
  message = '';
  data: Uint8Array | undefined;
  title = '';
  subtitle = '';
  footer = '';
  launchurl = '';
  latitude = NO_PLACE;
  longitude = NO_PLACE;
  /** The other one's address; in a group the sender's; empty for own messages in groups. */
  peer: string;
  groupid: number;
  /** The other one; in a group the sender. */
  profile: MesiboProfile;
  groupProfile: MesiboGroupProfile | null;
  type = 0;
  expiry: number | undefined;
  flag: number = C.MESIBO_FLAG_DEFAULT;
  flags: number = C.MESIBO_FLAG_DEFAULT;
  status: number = C.MESIBO_MSGSTATUS_OUTBOX;
  origin: number = C.MESIBO_ORIGIN_REALTIME;
  statusFlags = 0;
  presence = 0;
  ts: number;
  date: MesiboDateTime;
  /** `MESIBO_FILETYPE_`; undefined without a file. */
  filetype: number | undefined;
  fileurl = '';
  readonly file = new MesiboFile();
  /** The message that this one answers. */
  refid = 0;
  rsid = 0;
  /** How many recipients there are, and how many of them have it. */
  rcount = 0;
  rc = 0;

  readonly #conversation: MesiboProfile;
  #chat: ChatMessage | undefined;
  #content: unknown;
  #origin: number = C.MESIBO_ORIGIN_REALTIME;
  #last = false;
  #status: number = C.MESIBO_MSGSTATUS_OUTBOX;
  #label: number | undefined;
  #receipt: Receipt | undefined;
  #date: MesiboDateTime;

  /** @internal `conversation`: the user or group. Without `chat` it is a message of this user that was not sent. */
  constructor(conversation: MesiboProfile, chat?: ChatMessage) {
    this.#conversation = conversation;
    const group = conversation.getGroupProfile();
    this.peer = conversation.getAddress();
    this.groupid = conversation.getGroupId();
    this.groupProfile = group;
    this.profile = group === null ? conversation : profiles.self;
    this.ts = engine.now();
    this.date = this.#date = new MesiboDateTime(this.ts);
    if (chat !== undefined) this.bind(chat);
  }

  /** @internal The user or group. */
  get conversation(): MesiboProfile {
    return this.#conversation;
  }

  /** @internal What lies behind it, once it was sent. */
  get chat(): ChatMessage | undefined {
    return this.#chat;
  }

  /** @internal From now on it is this message. */
  bind(chat: ChatMessage): void {
    this.#chat = chat;
    this.refresh();
  }

  /** @internal Takes over what is true now. */
  refresh(): void {
    const chat = this.#chat;
    if (chat === undefined) return;
    if (chat.content !== this.#content) this.#refreshContent(chat);
    this.mid = chat.mid;
    this.id = this.#label ?? (Number(chat.label) || (chat.own ? chat.mid >>> 0 : chat.mid));
    if (this.#conversation.isGroup()) {
      this.profile = profiles.ofPerson(chat.sender);
      this.peer = chat.own ? '' : chat.sender.address;
    }
    this.type = chat.type;
    this.expiry = chat.expiry;
    this.flag = this.flags = chat.flags;
    this.refid = this.rsid = chat.replyTo ?? 0;
    if (this.#date.ts !== chat.ts) this.#date = new MesiboDateTime(chat.ts);
    this.ts = chat.ts;
    this.date = this.#date;
    this.#status = chat.own ? chat.status : chat.unread ? C.MESIBO_MSGSTATUS_RECEIVEDNEW : C.MESIBO_MSGSTATUS_RECEIVEDREAD;
    this.status = this.#status;
    this.origin = this.#origin;
    this.rcount = chat.counts.of;
    this.rc = chat.counts.delivered;
    this.file.refresh(chat);
    this.filetype = this.file.type;
    this.fileurl = this.file.url;
  }

  #refreshContent(chat: ChatMessage): void {
    const content = (this.#content = chat.content) as ChatMessage['content'];
    this.data = content.data === undefined ? undefined : bytesOf(content.data);
    this.message = content.text ?? (this.data === undefined ? '' : (utf8(this.data) ?? ''));
    this.title = content.title ?? '';
    this.subtitle = content.subtitle ?? '';
    this.footer = content.footer ?? '';
    this.launchurl = content.launchUrl ?? '';
    this.latitude = content.latitude ?? NO_PLACE;
    this.longitude = content.longitude ?? NO_PLACE;
  }

  /** @internal A label of a v1 application, which `id` shows from now on. */
  label(id: number): void {
    this.#label = id;
    this.id = id;
  }

  /** @internal How it reaches the application this time: `MESIBO_ORIGIN_`, and whether it ends a page. */
  handedOut(origin: number, last = false): void {
    this.#origin = this.origin = origin;
    this.#last = last;
  }

  /** @internal */
  get isLast(): boolean {
    return this.#last;
  }

  /** @internal */
  get trueOrigin(): number {
    return this.#origin;
  }

  /** @internal */
  get trueStatus(): number {
    return this.#status;
  }

  /** The same object until the time changes. */
  getTimestamp(): MesiboDateTime {
    return this.#date;
  }

  /** @internal */
  setTimestamp(date: MesiboDateTime): void {
    this.#date = this.date = date;
    this.ts = date.ts;
  }

  /** @internal What it is where no message of the server lies behind it. */
  become(status: number): void {
    this.#status = this.status = status;
  }

  /** @internal */
  get receipt(): Receipt | undefined {
    return this.#receipt;
  }

  /** @internal */
  set receipt(receipt: Receipt | undefined) {
    this.#receipt = receipt;
  }

  /** For whoever prints it: messages and profiles refer to each other. */
  toJSON(): object {
    const { profile: _, groupProfile: __, file: ___, ...fields } = this;
    return fields;
  }
}

/** The text that these bytes are, if they are one. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
