import type { ChatMessage } from '../chat/message.js';
import { constants as C } from './constants.js';
import { elementOf } from './elements.js';
import { engine } from './engine.js';
import { dataUrl, fileTypeOf } from './file-types.js';
import { readable } from './readable.js';

/** Long enough for the page to show the file of the server instead. */
const REVOKE_MS = 60_000;

/** The file of a message. Every message has one; without a file it is empty. */
export class MesiboFile {
  /** The best address there is: of the file on this device until it is uploaded, then of the server. Empty without a file. */
  url = '';
  name = '';
  path = '';
  /** `MESIBO_FILETYPE_`; undefined without a file. */
  type: number | undefined;
  subtype = 0;
  size = 0;
  mimeType = '';
  /** 0 to 100. */
  progress = 0;
  source: number = C.MESIBO_FILESOURCE_MESSAGE;
  #local = '';
  #base64 = '';
  #thumbnail: string | null = null;
  #moved: (() => void) | undefined;

  /** @internal Hears that the server gives the file under another address only. No member of its own: those are copied. */
  set moved(heard: () => void) {
    this.#moved = heard;
  }

  /** @internal A small picture as an address, or null. */
  get smallPicture(): string | null {
    return this.#thumbnail;
  }

  /** @internal Shows bytes that do not belong to a message yet. */
  show(blob: Blob, name: string): void {
    this.url = this.path = this.#bestUrl(blob, undefined);
    this.name = name;
    this.size = blob.size;
    this.mimeType = blob.type;
    this.type = fileTypeOf(blob.type, name);
  }

  /** @internal Takes over what the message says now. */
  refresh(message: ChatMessage): void {
    const { file, content } = message;
    this.#refreshThumbnail(content.thumbnail ?? file?.thumbnail ?? '');
    this.url = this.#bestUrl(file?.local, file?.url ?? content.url);
    this.name = file?.name ?? content.fileName ?? '';
    this.path = this.url;
    this.size = file?.size ?? content.fileSize ?? 0;
    this.mimeType = file?.mimeType ?? content.mimeType ?? '';
    const known = content.fileType || file?.fileType;
    this.type = this.url === '' ? content.fileType : known || fileTypeOf(this.mimeType, this.name || this.url);
    if (this.#local === '' && this.url !== '') this.progress = 100;
  }

  #refreshThumbnail(base64: string): void {
    if (base64 === this.#base64) return;
    this.#base64 = base64;
    this.#thumbnail = base64 === '' ? null : dataUrl(base64);
  }

  #bestUrl(local: Blob | undefined, url: string | undefined): string {
    if (local !== undefined && !url) return (this.#local ||= URL.createObjectURL(local));
    if (this.#local !== '') {
      const gone = this.#local;
      this.#local = '';
      setTimeout(() => URL.revokeObjectURL(gone), REVOKE_MS);
    }
    return url ? readable(engine.absolute(url), () => this.#moved?.()) : '';
  }

  /** Shows the picture, or its thumbnail, in an `<img>` or the one with this id. Nothing happens without a file. */
  loadImageFromCache(image: unknown): boolean {
    const element = elementOf(image);
    const address = this.type === C.MESIBO_FILETYPE_IMAGE && this.url !== '' ? this.url : this.#thumbnail;
    if (element === undefined || !(element instanceof HTMLImageElement) || address === null || element.src === address) return false;
    element.src = address;
    return true;
  }

  getUrl(): string {
    return this.url;
  }

  getPath(): string {
    return this.path;
  }
}

/** An upload or download that is under way, for applications that show or carry out transfers themselves. */
export class MesiboFileTransfer {
  upload = true;
  priority = 0;
  progress = 0;
  mid = 0;
  origin = 0;
  source: number = C.MESIBO_FILESOURCE_MESSAGE;
  result = false;
  inProgress = true;
  /** The bytes, for an application that uploads them itself. */
  file: Blob | undefined;
  readonly #url: () => string;
  readonly #done: (ok: boolean, url?: string) => void;

  /** @internal */
  constructor(mid: number, file: Blob | undefined, url: () => string, done: (ok: boolean, url?: string) => void) {
    this.mid = mid;
    this.file = file;
    this.#url = url;
    this.#done = done;
  }

  getPath(): string {
    return this.#url();
  }

  getUrl(): string {
    return this.#url();
  }

  start(): boolean {
    return this.inProgress;
  }

  cancel(): boolean {
    this.setResult(false);
    return true;
  }

  setProgress(progress: number): void {
    this.progress = progress;
  }

  /** Says how the application's own transfer ended. */
  setResult(ok: boolean, url?: string): void {
    if (!this.inProgress) return;
    this.inProgress = false;
    this.result = ok;
    this.#done(ok, url);
  }
}
