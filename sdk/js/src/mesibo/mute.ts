export interface Muted {
  audio: boolean;
  video: boolean;
}

/**
 * The documented meaning of `mute(audio, video, enable)`: the flags choose tracks, `enable` mutes them. Applications
 * in the wild also read the flags the other way round; where the documented meaning changes nothing, `(true, false,
 * false)` mutes the one track named and `(false, false, true)` brings back everything that is muted.
 */
export function muted(now: Muted, audio: boolean, video: boolean, enable: boolean): Muted {
  const next = { audio: audio ? enable : now.audio, video: video ? enable : now.video };
  if (next.audio !== now.audio || next.video !== now.video) return next;
  if (audio !== video && !enable) return { audio: now.audio || audio, video: now.video || video };
  if (!audio && !video && enable) return { audio: false, video: false };
  return now;
}

/** Microphone and camera that can be muted. */
export class Mutable {
  #muted: Muted = { audio: false, video: false };

  /** @internal */
  protected get mutedTracks(): Muted {
    return this.#muted;
  }

  /** @internal */
  protected setMuted(audio: boolean, video: boolean, enable: boolean): void {
    this.#muted = muted(this.#muted, audio, video, enable);
  }

  #toggle(track: keyof Muted): boolean {
    this.#muted = { ...this.#muted, [track]: !this.#muted[track] };
    return this.#muted[track];
  }

  /** Whether it is muted now. */
  toggleAudioMute(): boolean {
    return this.#toggle('audio');
  }

  toggleVideoMute(): boolean {
    return this.#toggle('video');
  }
}
