import { FileType, Status, type Content, type Message } from 'carillon-client';

/** Seconds within which a sender may edit or delete for all. */
const RETRACTION_INTERVAL = 3600;

/** A file on its way to the server. */
export class Upload {
  readonly file: File;
  /** To show it before it has arrived. */
  readonly preview: string;
  /** Bytes that the server has; undefined when it has all, or the upload ended. */
  sent = $state<number>();
  cancelled = false;
  #abort = new AbortController();

  constructor(file: File) {
    this.file = file;
    this.preview = URL.createObjectURL(file);
  }

  /** Of a new attempt. */
  begin(): AbortSignal {
    this.#abort = new AbortController();
    this.sent = 0;
    return this.#abort.signal;
  }

  cancel(): void {
    this.cancelled = true;
    this.#abort.abort();
  }
}

/** One message on the screen; what can change is reactive. */
export class ChatMessage {
  readonly key: string;
  readonly from: string;
  readonly mid: number;
  readonly mine: boolean;
  readonly replyTo: number | undefined;
  readonly forwarded: boolean;
  /** The server's order; undefined until it has accepted the message. */
  order = $state<number>();
  ts = $state(0);
  content = $state.raw<Content>();
  edited = $state(false);
  status = $state<number>(Status.Outbox);
  /** Of the recipients of an own message: how many have it, how many read it, how many there are. */
  tally = $state.raw<{ delivered: number; read: number; of: number }>();
  /** Why it could not be sent. */
  problem = $state<string>();
  /** Somebody else's message that this user has not read. */
  unread = $state(false);
  /** The file of an own message, for as long as this page is open. */
  upload = $state.raw<Upload>();

  constructor(message: Message, me: string) {
    this.key = keyOf(message);
    this.from = message.from;
    this.mid = message.mid;
    this.mine = message.from === me;
    this.replyTo = message.replyTo;
    this.forwarded = message.forwarded ?? false;
    this.unread = !this.mine && message.read !== true;
    this.update(message);
  }

  /** Takes over what the server says about a message that is already known. */
  update(message: Message): void {
    this.order = message.order ?? this.order;
    this.ts = message.ts;
    this.content = message.state ? undefined : message.content;
    this.edited = message.edited !== undefined;
    this.status = Math.max(this.status, message.status ?? 0);
    if (message.read) this.unread = false;
  }

  /** Wiped or recalled: only its place is left. */
  get gone(): boolean {
    return this.content === undefined;
  }

  get text(): string {
    return describe(this.content);
  }

  get hasFile(): boolean {
    const { content } = this;
    return content !== undefined && (content.url ?? content.fileName) !== undefined;
  }

  get failed(): boolean {
    return this.status >= Status.Failed;
  }

  mayBeChanged(now: number): boolean {
    return this.mine && !this.gone && this.order !== undefined && now - this.ts < RETRACTION_INTERVAL * 1000;
  }
}

export function keyOf(message: { from: string; mid: number }): string {
  return `${message.mid}/${message.from}`;
}

/** The text of a message, or what stands for one that has none. */
export function describe(content: Content | undefined): string {
  if (content === undefined) return 'This message was deleted';
  const text = content.text || content.title;
  if (text) return text;
  if (content.fileType === FileType.Image) return 'Picture';
  return content.fileName || content.url || 'Message without text';
}
