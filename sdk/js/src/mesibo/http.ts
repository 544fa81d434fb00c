import { constants as C } from './constants.js';
import { guarded, zones } from './dispatch.js';
import { sourceOf } from './elements.js';

const FORM = 'application/x-www-form-urlencoded';
/** Needs no pre-flight request from another origin, as `application/json` would. */
const JSON_AS_TEXT = 'text/plain;charset=UTF-8';

const text = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));

/** A small HTTP request, as applications use it to log in at their own back-end, or to move a file. */
export class MesiboHttp {
  url = '';
  /** A browser chooses its own. */
  proxy: string | null = null;
  post: string | null = null;
  postBundle: unknown = null;
  contentType: string | null = null;
  extraHeaders: Record<string, string> | null = null;
  /** What is uploaded: a file, or the id of a file input or another element; the members of `postBundle` go with it. */
  uploadFile: unknown = null;
  uploadFileField = 'file';
  uploadFileName: string | null = null;
  /** Not empty: what comes is a file, and `result` an address of it (`blob:`) in this page. */
  downloadFile: string | null = null;
  /** So many ms may pass until the server begins to answer; 0: as long as it takes. */
  headerTimeout = 0;
  /** What the server said, once it has answered. */
  result: string | null = null;
  respCode = 0;
  /** `MESIBO_HTTPSTATE_*`. */
  state: number = C.MESIBO_HTTPSTATE_UPLOAD;
  /** 0, and 100 when it is done. */
  progress = 0;
  #abort: AbortController | undefined;

  setUrl(url: string): void {
    this.url = url;
  }

  /** `asJson`: the body is the object as JSON; otherwise its members as a form. A string goes as it is. */
  setPostData(data: unknown, asJson?: boolean): void {
    this.postBundle = data;
    if (typeof data === 'string') {
      this.post = data;
      this.contentType ??= asJson ? JSON_AS_TEXT : FORM;
    } else {
      this.post = asJson ? JSON.stringify(data) : new URLSearchParams(membersOf(data)).toString();
      this.contentType = asJson ? JSON_AS_TEXT : FORM;
    }
  }

  /** Answers `callback(data, body)`: the body as a string whatever the status, `null` when there was no answer. */
  send<T>(data: T, callback?: (data: T, body: string | null) => unknown): boolean {
    zones.note(callback);
    void this.execute().then((body) => callback && guarded('http callback', callback, () => callback(data, body)));
    return true;
  }

  /** Resolves with the body, or the address of the file; `null` when there was no answer. */
  async execute(): Promise<string | null> {
    const abort = (this.#abort = new AbortController());
    const late = this.headerTimeout > 0 ? setTimeout(() => abort.abort(), this.headerTimeout) : undefined;
    this.state = C.MESIBO_HTTPSTATE_UPLOAD;
    this.progress = this.respCode = 0;
    this.result = null;
    try {
      const response = await fetch(this.url, { ...this.#request(), signal: abort.signal });
      clearTimeout(late);
      this.respCode = response.status;
      this.state = C.MESIBO_HTTPSTATE_DOWNLOAD;
      this.result = this.downloadFile ? URL.createObjectURL(await response.blob()) : await response.text();
    } catch {
      clearTimeout(late);
      this.respCode = 0;
    }
    this.state = C.MESIBO_HTTPSTATE_DONE;
    this.progress = 100;
    return this.result;
  }

  #request(): RequestInit {
    const file = this.#form();
    const body = file ?? this.post;
    const type = file === undefined && this.post !== null && this.contentType ? { 'Content-Type': this.contentType } : {};
    return { method: body === null ? 'GET' : 'POST', body, headers: { ...type, ...this.extraHeaders } };
  }

  /** Undefined: there is no file. */
  #form(): FormData | undefined {
    const source = sourceOf(this.uploadFile);
    if (source === undefined || !('blob' in source)) return undefined;
    const form = new FormData();
    for (const [name, value] of membersOf(typeof this.postBundle === 'string' ? null : this.postBundle)) form.set(name, value);
    const { name = 'file' } = source.blob as Partial<File>;
    form.set(this.uploadFileField, source.blob, this.uploadFileName ?? source.name ?? name);
    return form;
  }

  executeAndWait(): Promise<string | null> {
    return this.execute();
  }

  cancel(): void {
    this.#abort?.abort();
  }

  getDataString(): string | null {
    return this.result;
  }
}

/** What an object has, as the fields of a form; what is nothing is left out. */
function membersOf(data: unknown): [string, string][] {
  const members = Object.entries((data ?? {}) as object).filter(([, value]) => value !== undefined && value !== null);
  return members.map(([name, value]) => [name, text(value)]);
}
