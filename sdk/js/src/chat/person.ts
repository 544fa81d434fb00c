import type { Contact } from '../wire/frames.js';
import type { Conversation } from './conversation.js';
import type { Core } from './core.js';
import type { ChatGroup } from './group.js';
import { UPDATE } from './internal.js';
import type { PersonRow } from './rows.js';

/** Bits of what a user blocks of another. */
export const Block = { Messages: 1, GroupMessages: 2, Calls: 4, VideoCalls: 8, Profile: 16, Subscription: 32, All: 63 } as const;

/** Somebody. The same address is always the same object; what is not known yet is empty. */
export class Person {
  readonly #core: Core;
  readonly address: string;
  #row: PersonRow;

  /** @internal */
  constructor(core: Core, row: PersonRow) {
    this.#core = core;
    this.#row = row;
    this.address = row.address;
  }

  /** 0 when unknown. */
  get uid(): number {
    return this.#row.profile?.uid ?? 0;
  }

  get name(): string {
    return this.#row.profile?.name ?? '';
  }

  /** The name, or else the address. */
  get title(): string {
    return this.name === '' ? this.address : this.name;
  }

  /** Address of a picture. */
  get image(): string | undefined {
    return this.#row.profile?.image ?? undefined;
  }

  get fields(): Readonly<Record<string, string>> {
    return this.#row.profile?.fields ?? NO_FIELDS;
  }

  /** False: there is no such user. Undefined: the server has not said yet. */
  get exists(): boolean | undefined {
    return this.#row.profile === undefined ? undefined : (this.#row.profile.exists ?? true);
  }

  get isSelf(): boolean {
    return (this.#core.self as Person) === this;
  }

  get isContact(): boolean {
    return this.#row.contact?.contact ?? false;
  }

  get isFavorite(): boolean {
    return this.#row.contact?.favorite ?? false;
  }

  get isSubscribed(): boolean {
    return this.#row.contact?.subscribed ?? false;
  }

  /** Sum of `Block`. */
  get blocked(): number {
    return this.#row.contact?.blocked ?? 0;
  }

  /** The levels of one's own profile that this contact may see. */
  get levels(): readonly number[] {
    return this.#row.contact?.levels ?? NO_LEVELS;
  }

  /** Undefined: unknown, because this person is not watched, or the connection is down. */
  get online(): boolean | undefined {
    return this.#core.presence.isOnline(this.address);
  }

  /** ms; undefined until known. */
  get lastSeen(): number | undefined {
    return this.#row.lastSeen;
  }

  /** Is writing to this user; for groups `isTypingIn`. */
  get typing(): boolean {
    return this.#core.presence.isTyping(this.address, undefined);
  }

  /** Has the conversation with this user open. */
  get present(): boolean {
    return this.#core.presence.isPresent(this.address, undefined);
  }

  isTypingIn(group: ChatGroup): boolean {
    return this.#core.presence.isTyping(this.address, group.gid);
  }

  isPresentIn(group: ChatGroup): boolean {
    return this.#core.presence.isPresent(this.address, group.gid);
  }

  get conversation(): Conversation {
    return this.#core.conversation(`u:${this.address}`);
  }

  /** Asks the server for the profile. */
  async refresh(): Promise<this> {
    await this.#core.roster.fetch([this.address], []);
    return this;
  }

  /** From now on online state and profile of this person are live. Those of the newest conversations are so anyway. */
  watch(): void {
    this.#core.presence.watch(this.address);
  }

  unwatch(): void {
    this.#core.presence.unwatch(this.address);
  }

  /** Changes what this user's contact list says about this person; what is left out stays. */
  setContact(contact: Partial<Omit<Contact, 'address' | 'exists'>>): Promise<void> {
    return this.#core.roster.setContacts([{ address: this.address, ...contact }]).then(() => undefined);
  }

  /** A sum of `Block`, or all or nothing. */
  block(what: boolean | number): Promise<void> {
    return this.setContact({ blocked: what === true ? Block.All : what === false ? 0 : what });
  }

  /** @internal */
  [UPDATE](row: PersonRow): void {
    this.#row = row;
  }
}

/** What `Self.set` changes: what is absent stays, null removes. At most 16 KiB in all. */
export interface ProfileChange {
  name?: string;
  image?: string | null;
  fields?: Record<string, string | null>;
  /** The level of a field: only contacts who were given it see the field. */
  levels?: Record<string, number>;
}

/** This user. */
export class Self extends Person {
  readonly #core: Core;

  /** @internal */
  constructor(core: Core, row: PersonRow) {
    super(core, row);
    this.#core = core;
  }

  /** Publishes a change of the own profile. */
  set(change: ProfileChange): Promise<void> {
    return this.#core.roster.setSelf(change);
  }

  /** Who sees this user online, and when; see section 7 of the protocol. Kept by the server. */
  setAvailability(availability: { mode?: 1 | 2 | 3; online?: boolean; audience?: number }): Promise<void> {
    return this.#core.request({ t: 'availability', ...availability }).then(() => undefined);
  }
}

const NO_FIELDS: Readonly<Record<string, string>> = Object.freeze({});
const NO_LEVELS: readonly number[] = Object.freeze([]);
