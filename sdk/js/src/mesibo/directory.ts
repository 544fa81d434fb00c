import { MesiboContactSynchronizer } from './contact-synchronizer.js';
import { answer, answered, failed, zones, type Listener } from './dispatch.js';
import { engine } from './engine.js';
import { MesiboGroupSettings, groupError } from './group-objects.js';
import { MesiboGroupProfile } from './group-profile.js';
import type { MesiboMessage } from './message.js';
import { messages } from './messages.js';
import type { MesiboProfile } from './profile.js';
import { profiles } from './profiles.js';
import { Retraction } from './retraction.js';
import type { MesiboSelfProfile } from './self-profile.js';

/** Finds users, groups and messages, and makes groups. */
export class Directory extends Retraction {
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
    zones.note(given);
    const tell = (event: string, args: unknown[]): void =>
      given === undefined || given === null ? engine.listeners.tell(event, args) : answer(given, event, args);
    void engine
      .whenOpen()
      .then((chat) => chat.createGroup({ name: '', ...MesiboGroupSettings.toWire(wanted) }))
      .then(
        (group) => tell('Mesibo_onGroupCreated', [profiles.group(group.gid)]),
        (error: unknown) => {
          if (typeof given === 'function') failed('the group was not created')(error);
          else tell('Mesibo_onGroupError', [new MesiboGroupProfile(0), groupError(error)]);
        },
      );
    return true;
  }

  createContactSynchronizer(): MesiboContactSynchronizer {
    return new MesiboContactSynchronizer();
  }

  /** A message on this device. */
  getMessage(mid: number, done?: (message: MesiboMessage | null) => unknown): Promise<MesiboMessage | null> {
    const found = engine
      .whenOpen()
      .then((chat) => chat.message(Number(mid)))
      .then((message) => (message === undefined ? null : messages.of(message)));
    return answered(found, done);
  }
}
