import { describe, expect, it } from 'vitest';
import { muted } from '../../src/mesibo/mute.js';

const none = { audio: false, video: false };
const audio = { audio: true, video: false };
const video = { audio: false, video: true };
const both = { audio: true, video: true };

describe('mute', () => {
  it('mutes and unmutes as documented', () => {
    expect(muted(none, true, false, true)).toEqual(audio);
    expect(muted(none, true, true, true)).toEqual(both);
    expect(muted(both, false, true, false)).toEqual(audio);
    expect(muted(both, true, true, false)).toEqual(none);
  });

  it('understands the four calls of applications that read it the other way round', () => {
    expect(muted(none, true, false, false), 'mute the microphone').toEqual(audio);
    expect(muted(audio, false, false, true), 'unmute the microphone').toEqual(none);
    expect(muted(none, false, true, false), 'mute the camera').toEqual(video);
    expect(muted(video, false, false, true), 'unmute the camera').toEqual(none);
  });

  it('brings both back when it can not know which one is meant', () => {
    expect(muted(both, false, false, true)).toEqual(none);
  });

  it('changes nothing where neither reading says anything', () => {
    expect(muted(audio, true, false, true)).toEqual(audio);
    expect(muted(none, false, false, true)).toEqual(none);
    expect(muted(none, false, false, false)).toEqual(none);
    expect(muted(none, true, true, false)).toEqual(none);
  });

  it('mutes the camera beside a muted microphone', () => {
    expect(muted(audio, false, true, false)).toEqual(both);
  });
});
