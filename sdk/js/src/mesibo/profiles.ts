import type { Chat } from '../chat/chat.js';
import type { ChatGroup } from '../chat/group.js';
import type { Person } from '../chat/person.js';
import { engine, type Part } from './engine.js';
import { MesiboGroupProfile } from './group-profile.js';
import { groupEvent } from './group-events.js';
import { MesiboProfile } from './profile.js';
import { MesiboSelfProfile } from './self-profile.js';

/** All profiles that anybody asked for: one object for one user or group, for as long as the page lives. */
class Profiles implements Part {
  readonly #users = new Map<string, MesiboProfile>();
  readonly #groups = new Map<number, MesiboGroupProfile>();
  readonly self = new MesiboSelfProfile();
  #sorted: MesiboProfile[] | undefined;
  #lastUpdate = 0;

  attached(chat: Chat): void {
    this.#sorted = undefined;
    chat.on('profile', (person) => this.#updated(this.ofPerson(person)));
    chat.on('group', ({ group, event }) => {
      const profile = this.group(group.gid);
      this.#updated(profile);
      if (event !== undefined) groupEvent(profile, event);
    });
    chat.on('conversation', () => (this.#sorted = undefined));
  }

  /** What was asked for before the local store was open is looked up now. */
  opened(chat: Chat): void {
    this.#sorted = undefined;
    for (const address of this.#users.keys()) chat.person(address);
    if (chat.self.address !== '') this.#updated(this.self);
  }

  get lastUpdate(): number {
    return this.#lastUpdate;
  }

  user(address: string): MesiboProfile {
    const own = this.self.getAddress();
    if (own !== '' && own === address) return this.self;
    return this.userIfKnown(address) ?? this.#add(address);
  }

  userIfKnown(address: string): MesiboProfile | undefined {
    return address === this.self.getAddress() ? this.self : this.#users.get(address);
  }

  #add(address: string): MesiboProfile {
    const profile = new MesiboProfile(address);
    this.#users.set(address, profile);
    engine.chat?.person(address); // fetches it when it is not known
    return profile;
  }

  group(gid: number): MesiboGroupProfile {
    let profile = this.#groups.get(gid);
    if (profile === undefined) this.#groups.set(gid, (profile = new MesiboGroupProfile(gid)));
    return profile;
  }

  ofPerson(person: Person): MesiboProfile {
    return person.isSelf ? this.self : this.user(person.address);
  }

  /** The groups of which this user is a member. */
  joined(): MesiboGroupProfile[] {
    return (engine.chat?.groups() ?? []).map((group: ChatGroup) => this.group(group.gid));
  }

  /** Everybody known here and the groups, by name, without oneself. The same array until something changes. */
  sorted(): MesiboProfile[] {
    const chat = engine.chat;
    if (chat === undefined) return NOBODY;
    this.#sorted ??= [
      ...chat.people().filter((person) => person.exists !== false && !person.isSelf).map((person) => this.ofPerson(person)),
      ...this.joined(),
    ].sort((a, b) => a.getNameOrAddress('').localeCompare(b.getNameOrAddress('')));
    return this.#sorted;
  }

  /** Those with a conversation, the newest first. */
  recent(): MesiboProfile[] {
    return (engine.chat?.conversations() ?? []).flatMap(({ person, group }) =>
      group !== undefined ? [this.group(group.gid)] : person !== undefined ? [this.ofPerson(person)] : [],
    );
  }

  #updated(profile: MesiboProfile): void {
    this.#sorted = undefined;
    this.#lastUpdate = Date.now();
    profile.changed();
    engine.listeners.tell('Mesibo_onCustomizeProfile', [profile]);
    engine.listeners.tell('Mesibo_onProfileUpdated', [profile]);
  }
}

const NOBODY: MesiboProfile[] = [];

export const profiles = new Profiles();
