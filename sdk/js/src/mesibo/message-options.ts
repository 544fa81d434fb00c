import type { Draft } from '../chat/draft.js';
import { defined } from '../wire/defined.js';
import type { Age } from '../wire/frames.js';
import { constants as C } from './constants.js';
import { elementOf, sourceOf, type Source } from './elements.js';
import { fileTypeOf } from './file-types.js';
import { contentOf } from './message-content.js';
import { MessageData } from './message-data.js';

/** What an application sets before `send`, and reads of a message through methods. */
export abstract class MessageOptions extends MessageData {
  #source: Source;
  #contentType: string | undefined;
  #thumbnail: string | null = null;
  #forwarded = false;
  #thread = 0;
  #age: Age = {};
  #v1Label: number | undefined;

  // --------------------------------------------------------------------------------------------------------- content

  setMessage(message: string): void {
    this.message = message;
  }

  setTitle(title: string): void {
    this.title = title;
  }

  setSubtitle(subtitle: string): void {
    this.subtitle = subtitle;
  }

  setFooter(footer: string): void {
    this.footer = footer;
  }

  setData(data: Uint8Array): void {
    this.data = data;
  }

  setLatitude(latitude: number): void {
    this.latitude = latitude;
  }

  setLongitude(longitude: number): void {
    this.longitude = longitude;
  }

  /** A `File` or `Blob`, the id of an element or the element (file input, picture, video, sound, canvas), or an address. */
  setContent(content: unknown): void {
    this.#source = sourceOf(content);
  }

  /** A `MESIBO_FILETYPE_` or a MIME type; needed where the address does not tell. */
  setContentType(type: number | string): void {
    if (typeof type === 'number') this.filetype = type;
    else this.#contentType = type;
  }

  /** An address; what is sent along is one of the form `data:`. */
  setThumbnail(thumbnail: unknown): void {
    const element = elementOf(thumbnail);
    if (element === undefined) this.#thumbnail = typeof thumbnail === 'string' ? thumbnail : null; // also where there is no page
    else if (element instanceof HTMLCanvasElement) this.#thumbnail = element.toDataURL('image/jpeg', 0.7);
    else if (element instanceof HTMLImageElement) this.#thumbnail = element.src;
  }

  /** An address or null; the same until the message changes. */
  getThumbnail(): string | null {
    return this.#thumbnail ?? this.file.smallPicture;
  }

  /** @internal */
  get contentSource(): Source {
    return this.#source;
  }

  /** @internal */
  set contentSource(source: Source) {
    this.#source = source;
  }

  /** @internal What is sent, but for a file that is to be uploaded. */
  draft(): Draft {
    const url = this.#source !== undefined && 'url' in this.#source ? this.#source.url : undefined;
    const thumbnail = /^data:image\/[^;]+;base64,(.+)$/.exec(this.#thumbnail ?? '')?.[1];
    const { sent, delivered, read } = this.#age;
    const elsewhere = url !== undefined && this.file.name !== '';
    return {
      ...contentOf(this),
      ...defined({
        url,
        fileType: this.filetype ?? (url && fileTypeOf(this.#contentType, url)),
        fileName: elsewhere ? this.file.name : undefined,
        fileSize: elsewhere ? this.file.size : undefined,
        mimeType: this.#contentType,
        thumbnail,
        fields: this.ownFields,
        expiry: this.expiry,
        replyTo: this.refid || undefined,
        thread: this.#thread || undefined,
        label: this.#v1Label?.toString(),
        forwarded: this.#forwarded || undefined,
        age: (sent ?? delivered ?? read) === undefined ? undefined : this.#age,
      }),
      mid: this.mid,
      type: this.type,
      flags: this.flag & 7,
    } as Draft;
  }

  /** @internal */
  copyFrom(other: MessageOptions): void {
    for (const name of ['message', 'data', 'title', 'subtitle', 'footer', 'launchurl', 'latitude', 'longitude', 'type', 'filetype'] as const) {
      (this as Record<string, unknown>)[name] = other[name];
    }
    const { url, local } = other.chat?.file ?? {};
    this.#source = url ? { url } : local !== undefined ? { blob: local } : other.#source;
    this.file.name = other.file.name;
    this.file.size = other.file.size;
    this.#contentType = other.file.mimeType || other.#contentType;
    this.#thumbnail = other.getThumbnail();
    this.ownFields = other.ownFields ?? (other.chat?.content.fields as Record<string, unknown> | undefined);
    this.#forwarded = true;
  }

  override isForwarded(): boolean {
    return this.#forwarded || super.isForwarded();
  }

  /** @internal The label of a v1 application. */
  get v1Label(): number | undefined {
    return this.#v1Label;
  }

  /** @internal */
  set v1Label(label: number | undefined) {
    this.#v1Label = label;
  }

  // ---------------------------------------------------------------------------------------------------- how it is sent

  setInReplyTo(mid: number): void {
    this.refid = this.rsid = Number(mid) || 0;
  }

  setInReplyToMessage(message: MessageOptions): void {
    this.setInReplyTo(message.mid);
  }

  getInReplyTo(): number {
    return this.refid;
  }

  getThreadId(): number {
    return this.chat?.thread ?? this.#thread;
  }

  setThreadId(thread: number): void {
    this.#thread = thread;
  }

  /** Disappears that many seconds after it was sent. */
  setAge(seconds: number): void {
    this.#age.sent = seconds;
  }

  setAgeAfterDelivered(seconds: number): void {
    this.#age.delivered = seconds;
  }

  setAgeAfterRead(seconds: number): void {
    this.#age.read = seconds;
  }

  getAge(): number {
    return (this.chat?.age ?? this.#age).sent ?? 0;
  }

  getAgeAfterDelivered(): number {
    return (this.chat?.age ?? this.#age).delivered ?? 0;
  }

  getAgeAfterRead(): number {
    return (this.chat?.age ?? this.#age).read ?? 0;
  }

  #flag(flag: number, on: boolean): void {
    this.flag = this.flags = on ? this.flag | flag : this.flag & ~flag;
  }

  enableReadReceipt(on: boolean): void {
    this.#flag(C.MESIBO_FLAG_READRECEIPT, on);
  }

  enableDeliveryReceipt(on: boolean): void {
    this.#flag(C.MESIBO_FLAG_DELIVERYRECEIPT, on);
  }

  enableTransient(on: boolean): void {
    this.#flag(C.MESIBO_FLAG_TRANSIENT, on);
  }

  enablePresence(on: boolean): void {
    this.#flag(C.MESIBO_FLAG_PRESENCE, on);
  }

  enableBroadcast(on: boolean): void {
    this.#flag(C.MESIBO_FLAG_BROADCAST, on);
  }

  enableCustom(_on: boolean): void {}

  enableModify(_on: boolean): void {}
}
