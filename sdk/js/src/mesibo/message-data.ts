import type { MesiboFile } from './file.js';
import { MessageState } from './message-state.js';

/** What applications read of a message, and keep in it, through methods. */
export abstract class MessageData extends MessageState {
  #fields: Record<string, unknown> | undefined;
  #userData: unknown = null;

  /** @internal What was set and not sent. */
  protected get ownFields(): Record<string, unknown> | undefined {
    return this.#fields;
  }

  /** @internal */
  protected set ownFields(fields: Record<string, unknown> | undefined) {
    this.#fields = fields;
  }

  getMessageId(): number {
    return this.mid;
  }

  getStatus(): number {
    return this.trueStatus;
  }

  setStatus(status: number): void {
    if (this.chat === undefined) this.become(status);
  }

  getType(): number {
    return this.type;
  }

  setType(type: number): void {
    this.type = type;
  }

  getOrigin(): number {
    return this.trueOrigin;
  }

  setOrigin(origin: number): void {
    this.handedOut(origin);
  }

  getExpiry(): number {
    return this.expiry ?? 0;
  }

  /** Seconds until it is dropped undelivered; 0: only for who is connected. */
  setExpiry(seconds: number): void {
    this.expiry = seconds;
  }

  getFile(): MesiboFile | null {
    return this.hasFile() ? this.file : null;
  }

  getFileName(): string {
    return this.file.name;
  }

  getFileType(): number | undefined {
    return this.filetype;
  }

  getFileSize(): number {
    return this.file.size;
  }

  getFilePath(): string {
    return this.file.path;
  }

  getFileUrl(): string {
    return this.file.url;
  }

  getMimeType(): string {
    return this.file.mimeType;
  }

  /** Of its file, 0 to 100. */
  getProgress(): number {
    return this.file.progress;
  }

  /** A number of the application that goes along, as one more field. */
  setSensitivity(sensitivity: number): void {
    this.setInt('sensitivity', sensitivity);
  }

  getSensitivity(): number {
    return this.getInt('sensitivity', 0);
  }

  getUserData(): unknown {
    return this.#userData;
  }

  setUserData(data: unknown): void {
    this.#userData = data;
  }

  // ------------------------------------------------------------------------------------------------------ custom fields

  #field(name: string): unknown {
    return this.#fields?.[name] ?? this.chat?.content.fields?.[name];
  }

  #setField(name: string, value: unknown): void {
    this.#fields = { ...(this.chat?.content.fields as object | undefined), ...this.#fields, [name]: value };
  }

  getString<T>(name: string, fallback: T): string | T {
    const value = this.#field(name);
    return value === undefined ? fallback : String(value);
  }

  getInt<T>(name: string, fallback: T): number | T {
    const value = Number(this.#field(name) ?? Number.NaN);
    return Number.isNaN(value) ? fallback : Math.trunc(value);
  }

  getDouble<T>(name: string, fallback: T): number | T {
    const value = Number(this.#field(name) ?? Number.NaN);
    return Number.isNaN(value) ? fallback : value;
  }

  getBoolean<T>(name: string, fallback: T): boolean | T {
    const value = this.#field(name);
    return value === undefined ? fallback : Boolean(value);
  }

  setString(name: string, value: string): void {
    this.#setField(name, String(value));
  }

  setInt(name: string, value: number): void {
    this.#setField(name, Math.trunc(Number(value)));
  }

  setDouble(name: string, value: number): void {
    this.#setField(name, Number(value));
  }

  setBoolean(name: string, value: boolean): void {
    this.#setField(name, Boolean(value));
  }
}
