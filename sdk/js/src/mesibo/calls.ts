import { constants as C } from './constants.js';
import type { Listener } from './dispatch.js';
import { engine } from './engine.js';
import { Mutable } from './mute.js';
import { MesiboGroupCall } from './group-call.js';

/**
 * Calls. This version has none: a call ends at once with `MESIBO_CALLSTATUS_ERROR`, in the way in which applications
 * hear of every other end.
 */
export class Calls extends Mutable {
  #calls = 0;
  #current = 0;

  setupVideoCall(_local: unknown, _remote: unknown, _flag?: unknown): boolean {
    return true;
  }

  setupVoiceCall(_audio: unknown): boolean {
    return true;
  }

  /** Ends at once. */
  call(_address: string): number {
    const id = (this.#current = ++this.#calls);
    setTimeout(() => {
      if (this.#current !== id) return; // the application has hung up
      this.#current = 0;
      engine.listeners.tell('Mesibo_onCallStatus', [id, C.MESIBO_CALLSTATUS_ERROR]);
    });
    return C.MESIBO_RESULT_OK;
  }

  answer(_video?: boolean): number {
    return C.MESIBO_RESULT_FAIL;
  }

  /** Once more or without a call: nothing happens. */
  hangup(_callId?: number): number {
    const id = this.#current;
    this.#current = 0;
    if (id !== 0) setTimeout(() => engine.listeners.tell('Mesibo_onCallStatus', [id, C.MESIBO_CALLSTATUS_COMPLETE]));
    return C.MESIBO_RESULT_OK;
  }

  mute(audio: boolean, video: boolean, enable: boolean): number {
    this.setMuted(audio, video, enable);
    return C.MESIBO_RESULT_OK;
  }

  /** Sum of `MESIBO_MUTESTATUS_`. */
  getMuteStatus(): number {
    return (this.mutedTracks.audio ? C.MESIBO_MUTESTATUS_AUDIO : 0) | (this.mutedTracks.video ? C.MESIBO_MUTESTATUS_VIDEO : 0);
  }

  hold(_hold: boolean): number {
    return C.MESIBO_RESULT_FAIL;
  }

  dtmf(_digit: unknown): number {
    return C.MESIBO_RESULT_FAIL;
  }

  isCallInProgress(): boolean {
    return this.#current !== 0;
  }

  groupCall(listener: Listener | null, groupid: number): MesiboGroupCall {
    return new MesiboGroupCall(listener, Number(groupid) || 0);
  }

  /** v1. */
  initGroupCall(): MesiboGroupCall {
    return new MesiboGroupCall(null, 0);
  }
}
