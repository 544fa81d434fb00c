import { guarded } from './dispatch.js';

const FORM = 'application/x-www-form-urlencoded';
/** Needs no pre-flight request from another origin, as `application/json` would. */
const JSON_AS_TEXT = 'text/plain;charset=UTF-8';

const text = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));

/** A small HTTP request, as applications use it to log in at their own back-end. */
export class MesiboHttp {
  url = '';
  post: string | null = null;
  postBundle: unknown = null;
  contentType: string | null = null;
  extraHeaders: Record<string, string> | null = null;
  /** What the server said, once it has answered. */
  result: string | null = null;
  respCode = 0;
  /** `MESIBO_HTTPSTATE_*`. */
  state = 0;
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
    } else if (asJson) {
      this.post = JSON.stringify(data);
      this.contentType = JSON_AS_TEXT;
    } else {
      const members = Object.entries((data ?? {}) as object).filter(([, value]) => value !== undefined && value !== null);
      this.post = new URLSearchParams(members.map(([name, value]) => [name, text(value)])).toString();
      this.contentType = FORM;
    }
  }

  /** Answers `callback(data, body)`: the body as a string whatever the status, `null` when there was no answer. */
  send<T>(data: T, callback?: (data: T, body: string | null) => unknown): boolean {
    void this.execute().then((body) => callback && guarded('http callback', () => callback(data, body)));
    return true;
  }

  /** Resolves with the body, or `null` when there was no answer. */
  async execute(): Promise<string | null> {
    this.#abort = new AbortController();
    this.state = 0;
    try {
      const response = await fetch(this.url, {
        method: this.post === null ? 'GET' : 'POST',
        body: this.post,
        headers: { ...(this.contentType && this.post !== null && { 'Content-Type': this.contentType }), ...this.extraHeaders },
        signal: this.#abort.signal,
      });
      this.respCode = response.status;
      this.result = await response.text();
    } catch {
      this.respCode = 0;
      this.result = null;
    }
    this.state = 2;
    this.progress = 100;
    return this.result;
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
