import { constants as C } from './constants.js';
import { guarded, tell, type Listener } from './dispatch.js';
import { Mutable } from './mute.js';
import { profiles } from './profiles.js';
import type { MesiboProfile } from './profile.js';

const NOT_AVAILABLE = { code: C.MESIBO_RESULT_FAIL, message: 'group calls are not available' };

const no = (): boolean => false;
const NO_ADMIN = { mute: no, muteAll: no, hangup: no, hangupAll: no, fullscreen: no };

/** A group call. This version has none: nobody is in it, and what one publishes ends at once with an error. */
export class MesiboGroupCall {
  readonly #listener: Listener | null;
  readonly #own = new Map<number, MesiboParticipant>();
  #room: Listener | null = null;

  /** @internal Ask `Mesibo.groupCall` for one. */
  constructor(listener: Listener | null, groupid: number) {
    this.#listener = listener;
    this.groupid = groupid;
  }

  groupid: number;

  join(listener?: Listener, _admin?: Listener): number {
    this.#room = listener ?? this.#listener;
    setTimeout(() => tell(this.#room, 'Mesibo_onError', [NOT_AVAILABLE]));
    return C.MESIBO_RESULT_FAIL;
  }

  leave(): number {
    for (const participant of this.#own.values()) participant.hangup();
    this.#room = null;
    return C.MESIBO_RESULT_OK;
  }

  /** `sid` 0: the camera; above: further streams. The same one for the same number. */
  createPublisher(sid = 0): MesiboParticipant {
    let publisher = this.#own.get(sid);
    if (publisher === undefined) this.#own.set(sid, (publisher = new MesiboParticipant(sid)));
    return publisher;
  }

  hasAdminPermissions(_hangup?: boolean): boolean {
    return false;
  }

  /** What an administrator does with others, of whom there are none. */
  getAdmin(): Record<'mute' | 'muteAll' | 'hangup' | 'hangupAll' | 'fullscreen', () => boolean> {
    return NO_ADMIN;
  }

  setAudioDevice(): boolean {
    return false;
  }

  playInCallSound(): boolean {
    return false;
  }

  stopInCallSound(): boolean {
    return false;
  }

  sortStreams<T>(streams: T): T {
    return streams;
  }

  /** v1. */
  setRoom(gid: number): void {
    this.groupid = gid;
  }

  /** v1. */
  getLocalParticipant(type?: number): MesiboParticipant {
    return this.createPublisher(type === C.STREAM_SCREEN ? 1 : 0);
  }
}

/** One stream of one user. Here always the own one, which nobody sees. */
export class MesiboParticipant extends Mutable {
  readonly #sid: number;
  #source: number = C.MESIBOCALL_VIDEOSOURCE_CAMERADEFAULT;
  #listener: Listener | null = null;
  #name: string | undefined;
  #userData: unknown = null;
  uid = 0;
  name = '';
  address = '';

  /** @internal */
  constructor(sid: number) {
    super();
    this.#sid = sid;
    const self = profiles.self;
    this.uid = self.getUid();
    this.name = self.getNameOrAddress('');
    this.address = self.getAddress();
  }

  /** Ends at once with an error. */
  call(_audio?: boolean, _video?: boolean, ...listeners: unknown[]): number {
    const listener = listeners.find((candidate) => typeof candidate === 'object' && candidate !== null);
    this.#listener = (listener as Listener | undefined) ?? this.#listener;
    setTimeout(() => tell(this.#listener, 'MesiboGroupcall_OnHangup', [this, C.MESIBOCALL_HANGUP_REASON_ERROR]));
    return C.MESIBO_RESULT_FAIL;
  }

  hangup(): number {
    return C.MESIBO_RESULT_OK;
  }

  setVideoSource(source: number, _index?: number): boolean {
    this.#source = source;
    return true;
  }

  getVideoSource(): number {
    return this.#source;
  }

  /** There is no picture: `answer(false)`. */
  setVideoView(_element: unknown, answer?: (shown: boolean) => unknown): boolean {
    if (typeof answer === 'function') setTimeout(() => guarded('video callback', answer, () => answer(false)));
    return false;
  }

  /** v1. */
  attach(element: unknown, answer?: (shown: boolean) => unknown): boolean {
    return this.setVideoView(element, answer);
  }

  getVideoView(): null {
    return null;
  }

  mute(audio: boolean, video: boolean, enable: boolean): boolean {
    this.setMuted(audio, video, enable);
    return true;
  }

  /** v1. */
  toggleMute(video: boolean): boolean {
    return video ? this.toggleVideoMute() : this.toggleAudioMute();
  }

  getMuteStatus(video?: boolean, remote?: boolean): boolean {
    return !remote && this.mutedTracks[video ? 'video' : 'audio'];
  }

  /** v1. */
  muteStatus(video?: boolean, remote?: boolean): boolean {
    return this.getMuteStatus(video, remote);
  }

  isLocal(): boolean {
    return true;
  }

  isMe(): boolean {
    return true;
  }

  isPublisher(): boolean {
    return true;
  }

  isTalking(): boolean {
    return false;
  }

  getTalkTimestamp(): number {
    return 0;
  }

  getId(): number {
    return profiles.self.getUid();
  }

  getUid(): number {
    return profiles.self.getUid();
  }

  getType(): number {
    return this.#sid;
  }

  getSid(): number {
    return this.#sid;
  }

  getName(): string {
    return this.#name ?? profiles.self.getNameOrAddress('');
  }

  setName(name: string): void {
    this.#name = name;
  }

  getAddress(): string {
    return profiles.self.getAddress();
  }

  getProfile(): MesiboProfile {
    return profiles.self;
  }

  getAdmin(): null {
    return null;
  }

  hasVideo(): boolean {
    return false;
  }

  hasAudio(): boolean {
    return false;
  }

  isVideoCall(): boolean {
    return false;
  }

  isCallConnected(): boolean {
    return false;
  }

  isCallInProgress(): boolean {
    return false;
  }

  isVideoLandscape(): boolean {
    return true;
  }

  getAspectRatio(): number {
    return 0;
  }

  getUserData(): unknown {
    return this.#userData;
  }

  setUserData(data: unknown): void {
    this.#userData = data;
  }

  setVisibility(): void {}

  switchCamera(): boolean {
    return false;
  }

  switchSource(): boolean {
    return false;
  }

  changeVideoFormat(): boolean {
    return false;
  }
}
