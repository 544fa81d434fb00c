import { feature, isForeground } from '../wire/features.js';
import type { ChatOptions } from '../chat/options.js';
import { availability } from './availability.js';
import { constants as C } from './constants.js';
import { Directory } from './directory.js';
import { guarded, zones, type Listener } from './dispatch.js';
import { endpointOfScript } from './endpoint.js';
import { engine } from './engine.js';
import { MesiboHttp } from './http.js';
import { keys } from './keys.js';
import { messages } from './messages.js';
import { outgoing } from './outgoing.js';
import { presences } from './presence.js';
import { profiles } from './profiles.js';
import { MesiboEndToEndEncryption, MesiboLocationManager, MesiboPhoneContactsManager } from './stubs.js';
import { cacheFiles } from './worker.js';

declare const SDK_VERSION: string | undefined; // said by the build
const version = typeof SDK_VERSION === 'string' ? SDK_VERSION : 'unbuilt';

for (const part of [profiles, messages, presences, outgoing, keys, availability]) engine.add(part);

const server = endpointOfScript();
if (server !== undefined) engine.setServer(server);

/** The one way into the SDK. `new Mesibo()` and `Mesibo.getInstance()` give the same object. */
export class Mesibo extends Directory {
  static #instance: Mesibo | undefined;
  readonly #e2ee = new MesiboEndToEndEncryption();
  readonly #location = new MesiboLocationManager();
  readonly #phoneContacts = new MesiboPhoneContactsManager();

  constructor() {
    super();
    if (Mesibo.#instance !== undefined) return Mesibo.#instance;
    Mesibo.#instance = this;
  }

  static getInstance(): Mesibo {
    return Mesibo.#instance ?? new Mesibo();
  }

  /** Prints what it is given, and the version. */
  static printVersion(...about: unknown[]): void {
    console.log('mesibo (Carillon)', version, ...about);
  }

  /** In a service worker: pictures and files of messages are served from its cache. */
  static initServiceWorker(storage: CacheStorage, scope: unknown): void {
    cacheFiles(storage, scope as Parameters<typeof cacheFiles>[1], engine.server);
  }

  // ------------------------------------------------------------------------------------------------------ configuration

  /** Where the server is, where the script's own address does not tell. `webSocket` for a Node without one. */
  setServer(url: string, webSocket?: ChatOptions['webSocket']): void {
    engine.setServer(url);
    if (webSocket !== undefined) engine.setWebSocket(webSocket);
  }

  setAppName(name: string): void {
    engine.setApp(name ?? '');
  }

  setAppId(name: string): void {
    this.setAppName(name);
  }

  getAppName(): string {
    return engine.appName;
  }

  /** False without a token. */
  setCredentials(token: string | null | undefined, _uid?: number): boolean {
    if (typeof token !== 'string' || token.trim() === '') return false;
    engine.setToken(token.trim());
    return true;
  }

  /** 0, or what is wrong with the token. */
  setAccessToken(token: string | null | undefined): number {
    return this.setCredentials(token) ? C.MESIBO_RESULT_OK : C.MESIBO_RESULT_AUTHFAIL;
  }

  /** Seconds that the token is valid for, from the first login on; `Infinity` for ever. 0 before that, and when it has ended. */
  getAccessTokenValidity(): number {
    const { chat } = engine;
    if (chat === undefined || chat.self.address === '') return 0;
    return chat.tokenExpires === undefined ? Infinity : Math.max(0, Math.floor((chat.tokenExpires - chat.now()) / 1000));
  }

  setListener(listener: Listener): boolean {
    return engine.listeners.add(listener);
  }

  addListener(listener: Listener): boolean {
    return engine.listeners.add(listener);
  }

  removeListener(listener: Listener): boolean {
    return engine.listeners.remove(listener);
  }

  removeListner(listener: Listener): boolean {
    return this.removeListener(listener);
  }

  /** Keeps history on this device under that name; without it the history lives as long as the page. `done(true)` comes later. */
  setDatabase(name: string, done?: (opened: boolean) => unknown): Promise<boolean> {
    const opened = feature('indexedDB') !== undefined;
    if (opened) engine.setDatabase(name);
    return Promise.resolve(opened).then((result) => {
      if (typeof done === 'function') setTimeout(() => guarded('database callback', done, () => done(result)));
      return result;
    });
  }

  getDatabasePath(): string {
    return '';
  }

  /** Tabs of one browser share one login. Before `start`. */
  enableCrossTabSessions(enable: boolean): void {
    engine.setShared(enable);
  }

  /** Registers the application's service worker; where that fails, everything works without it. */
  async startServiceWorker(url: string): Promise<boolean> {
    try {
      return (await feature('serviceWorker')?.register(url)) !== undefined;
    } catch {
      return false;
    }
  }

  setConfig(_type: number, _value: number): boolean {
    return true;
  }

  setConfiuration(type: number, value: number): boolean {
    return this.setConfig(type, value);
  }

  // --------------------------------------------------------------------------------------------------------- connection

  start(): number {
    zones.started();
    return engine.start();
  }

  stop(): number {
    return engine.stop();
  }

  reconnect(_inFocus?: boolean): void {
    engine.reconnect();
  }

  getConnectionStatus(): number {
    return engine.status;
  }

  isOnline(): boolean {
    return engine.status === C.MESIBO_STATUS_ONLINE;
  }

  getUid(): number {
    return profiles.self.getUid();
  }

  getAddress(): string {
    return profiles.self.getAddress();
  }

  /** The server's clock, in ms. */
  getTimestamp(): number {
    return engine.now();
  }

  version(): string {
    return version;
  }

  getDeviceType(): number {
    return 3;
  }

  isAccountSuspended(): boolean {
    return false;
  }

  isAccountPaid(): boolean {
    return true;
  }

  /** `MESIBO_ONLINEMODE_`: when others see this user online. */
  setOnlineStatusMode(mode: number): boolean {
    if (![1, 2, 3].includes(mode)) return false;
    availability.setMode(mode);
    return true;
  }

  setOnlineMode(mode: number): boolean {
    return this.setOnlineStatusMode(mode);
  }

  /** Who sees it: 0 everybody, 1 contacts, 2 subscribers, 3 favourites. */
  setOnlineStatusPrivacy(audience: number): boolean {
    availability.setAudience(Number(audience) || 0);
    return true;
  }

  /** The members of this group. */
  setOnlinestatusTarget(gid: number): boolean {
    return this.setOnlineStatusPrivacy(gid);
  }

  /** A page follows its own visibility. */
  setAppInForeground(_context: unknown, _screen: unknown, foreground: boolean): void {
    engine.chat?.setForeground(foreground);
  }

  isAppInForeground(): boolean {
    return isForeground();
  }

  // ------------------------------------------------------------------------------------------------------------ others

  createhttpRequest(): MesiboHttp {
    return new MesiboHttp();
  }

  createHttpRequest(): MesiboHttp {
    return new MesiboHttp();
  }

  /** Files go to another server from now on, by its form of `op=upload`; nothing brings them back. */
  setUploadUrl(url: string | null, authToken?: string): void {
    engine.upload = url ? { url, token: authToken ?? engine.token } : undefined;
  }

  getUploadUrl(): string | null {
    return engine.upload?.url ?? (engine.server === undefined ? null : `${engine.server}/files/upload`);
  }

  getUploadAuthToken(): string {
    return engine.upload?.token ?? engine.token;
  }

  enableFileTransfer(_enable: boolean): void {}

  isFileTransferEnabled(): boolean {
    return true;
  }

  setKey(name: string, value: string): boolean {
    keys.set(name, String(value));
    return true;
  }

  readKey(name: string): string | null {
    return keys.get(name);
  }

  deleteKey(name: string): boolean {
    keys.set(name, null);
    return true;
  }

  e2ee(): MesiboEndToEndEncryption {
    return this.#e2ee;
  }

  getLocationManager(): MesiboLocationManager {
    return this.#location;
  }

  getPhoneContactsManager(): MesiboPhoneContactsManager {
    return this.#phoneContacts;
  }

  /** The 32 bits of `mid` that its sender chose. */
  getSenderMessageId(mid: number): number {
    return Number(mid) >>> 0;
  }
}
