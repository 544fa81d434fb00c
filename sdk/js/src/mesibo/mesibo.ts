import type { ChatOptions } from '../chat/options.js';
import { constants as C } from './constants.js';
import { MesiboContactSynchronizer } from './contact-synchronizer.js';
import { answer, guarded, type Listener } from './dispatch.js';
import { endpointOfScript } from './endpoint.js';
import { engine } from './engine.js';
import { MesiboGroupSettings, groupError } from './group-objects.js';
import { MesiboGroupProfile } from './group-profile.js';
import { MesiboHttp } from './http.js';
import { keys } from './keys.js';
import type { MesiboMessage } from './message.js';
import { messages } from './messages.js';
import { outgoing } from './outgoing.js';
import { presences } from './presence.js';
import type { MesiboProfile } from './profile.js';
import { profiles } from './profiles.js';
import { Retraction } from './retraction.js';
import type { MesiboSelfProfile } from './self-profile.js';
import { MesiboEndToEndEncryption, MesiboLocationManager, MesiboPhoneContactsManager } from './stubs.js';
import { cacheFiles } from './worker.js';

declare const SDK_VERSION: string | undefined; // said by the build
const version = typeof SDK_VERSION === 'string' ? SDK_VERSION : 'unbuilt';

for (const part of [profiles, messages, presences, outgoing, keys]) engine.add(part);

const server = endpointOfScript();
if (server !== undefined) engine.setServer(server);

/** The one way into the SDK. `new Mesibo()` and `Mesibo.getInstance()` give the same object. */
export class Mesibo extends Retraction {
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

  /** Seconds that the token is valid for, 0 when that is not written in it. */
  getAccessTokenValidity(): number {
    return 0;
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
    const opened = typeof indexedDB !== 'undefined' && indexedDB !== null;
    if (opened) engine.setDatabase(name);
    return Promise.resolve(opened).then((result) => {
      if (typeof done === 'function') setTimeout(() => guarded('database callback', () => done(result)));
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
      await navigator.serviceWorker.register(url);
      return true;
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
    return engine.chat?.now() ?? Date.now();
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
    engine.onlineMode = mode;
    this.#availability({ mode: mode as 1 | 2 | 3 });
    return true;
  }

  setOnlineMode(mode: number): boolean {
    return this.setOnlineStatusMode(mode);
  }

  /** Who sees it: 0 everybody, 1 contacts, 2 subscribers, 3 favourites. */
  setOnlineStatusPrivacy(audience: number): boolean {
    this.#availability({ audience });
    return true;
  }

  /** The members of this group. */
  setOnlinestatusTarget(gid: number): boolean {
    return this.setOnlineStatusPrivacy(gid);
  }

  #availability(availability: { mode?: 1 | 2 | 3; audience?: number }): void {
    void engine
      .whenOpen()
      .then(async (chat) => {
        await chat.whenOnline();
        await chat.self.setAvailability(availability);
      })
      .catch((error: unknown) => console.warn('mesibo: the online mode was not set', error));
  }

  /** A page follows its own visibility. */
  setAppInForeground(_context: unknown, _screen: unknown, foreground: boolean): void {
    engine.chat?.setForeground(foreground);
  }

  isAppInForeground(): boolean {
    return typeof document === 'undefined' || document.visibilityState === 'visible';
  }

  // ----------------------------------------------------------------------------------------------------------- profiles

  /** Never null: what is not known yet is empty, and `Mesibo_onProfileUpdated` tells when it is known. */
  getProfile(address: string | null, groupid?: number): MesiboProfile {
    const gid = Number(groupid) || 0;
    return gid > 0 ? profiles.group(gid) : profiles.user(address ?? '');
  }

  getUserProfile(address: string): MesiboProfile {
    return profiles.user(address);
  }

  getGroupProfile(gid: number): MesiboGroupProfile {
    return profiles.group(Number(gid));
  }

  getProfileIfExists(address: string | null, groupid?: number): MesiboProfile | null {
    return Number(groupid) > 0 ? this.getGroupProfileIfExists(Number(groupid)) : this.getUserProfileIfExists(address ?? '');
  }

  getUserProfileIfExists(address: string): MesiboProfile | null {
    const here = engine.chat?.people().some((person) => person.address === address && person.exists !== false);
    return here ? profiles.user(address) : null;
  }

  getGroupProfileIfExists(gid: number): MesiboGroupProfile | null {
    return profiles.joined().find((group) => group.getGroupId() === gid) ?? null;
  }

  getSelfProfile(): MesiboSelfProfile {
    return profiles.self;
  }

  getSortedProfiles(): MesiboProfile[] {
    return profiles.sorted();
  }

  getRecentProfiles(): MesiboProfile[] {
    return profiles.recent();
  }

  getGroupProfiles(): MesiboGroupProfile[] {
    return profiles.joined();
  }

  getLastProfileUpdateTimestamp(): number {
    return profiles.lastUpdate;
  }

  /** `(name, flags, listener)` or `(settings, listener)`. Answers `Mesibo_onGroupCreated`, or `Mesibo_onGroupError`. */
  createGroup(settings: string | Partial<MesiboGroupSettings>, second?: unknown, third?: unknown): boolean {
    const named = typeof settings === 'string';
    const wanted = named ? { name: settings, flags: Number(second) || 0 } : (settings ?? {});
    const given = (named ? third : second) as Listener | undefined;
    const tell = (event: string, args: unknown[]): void =>
      given === undefined || given === null ? engine.listeners.tell(event, args) : answer(given, event, args);
    void engine
      .whenOpen()
      .then((chat) => chat.createGroup({ name: '', ...MesiboGroupSettings.toWire(wanted) }))
      .then(
        (group) => tell('Mesibo_onGroupCreated', [profiles.group(group.gid)]),
        (error: unknown) => {
          if (typeof given === 'function') console.warn('mesibo: the group was not created', error);
          else tell('Mesibo_onGroupError', [new MesiboGroupProfile(0), groupError(error)]);
        },
      );
    return true;
  }

  createContactSynchronizer(): MesiboContactSynchronizer {
    return new MesiboContactSynchronizer();
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

  /** A message on this device. */
  getMessage(mid: number, done?: (message: MesiboMessage | null) => unknown): Promise<MesiboMessage | null> {
    const found = engine
      .whenOpen()
      .then((chat) => chat.message(Number(mid)))
      .then((message) => (message === undefined ? null : messages.of(message)));
    if (typeof done === 'function') void found.then((message) => guarded('message callback', () => done(message)));
    return found;
  }

  /** The 32 bits of `mid` that its sender chose. */
  getSenderMessageId(mid: number): number {
    return Number(mid) >>> 0;
  }
}
