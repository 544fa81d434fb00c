import type { GroupPin, GroupSettings, Member, Role } from '../wire/frames.js';
import type { Conversation } from './conversation.js';
import type { Core } from './core.js';
import { UPDATE } from './internal.js';
import type { Person } from './person.js';
import type { GroupRow } from './rows.js';

/** Bits of the `flags` of a group. Without those of a level, members do it. */
export const GroupFlag = {
  SendBySelected: 1,
  SendByAnyone: 2,
  /** Everybody may join without a pin, and who sends becomes a member. */
  AutoAddMember: 8,
  ReceiveBySelected: 0x10,
  /** Each message goes to one member, in turn. */
  ReceiveRoundRobin: 0x20,
  NoStorage: 0x40,
  ReceiveLoopback: 0x80,
  PublishBySelected: 0x100,
  PublishByAnyone: 0x200,
  SubscribeBySelected: 0x1000,
  SubscribeByAnyone: 0x2000,
  ListBySelected: 0x10000,
  ListByAnyone: 0x20000,
  /** Members cannot leave. */
  NoSelfDelete: 0x40000,
  Pause: 0x8000000,
} as const;

/** Bits of what a member may do. */
export const MemberFlag = { Send: 1, Receive: 2, Publish: 4, Subscribe: 8, List: 16, Record: 32, All: 31 } as const;

/** Bits of what a member may do to others and to the group. */
export const AdminFlag = {
  Modify: 1,
  AddUser: 0x10,
  RemoveUser: 0x20,
  AddAdmin: 0x40,
  RemoveAdmin: 0x80,
  RemoveOwner: 0x100,
  RemoveGroup: 0x200,
  CallControl: 0x400,
  HangUp: 0x800,
  Owner: 0x1000,
  AddPin: 0x2000,
  RemovePin: 0x4000,
  ListPins: 0x8000,
} as const;

export interface GroupMember {
  person: Person;
  flags: number;
  admin: number;
}

export interface MemberPage {
  members: GroupMember[];
  more: boolean;
}

export type Permissions = Partial<Role> & { expiry?: number };

/** A group. The same gid is always the same object; what is not known yet is empty. */
export class ChatGroup {
  readonly #core: Core;
  readonly gid: number;
  #row: GroupRow;

  /** @internal */
  constructor(core: Core, row: GroupRow) {
    this.#core = core;
    this.gid = row.gid;
    this.#row = row;
  }

  get name(): string {
    return this.#row.group.name;
  }

  /** The name, or else the number. */
  get title(): string {
    return this.name === '' ? `${this.gid}` : this.name;
  }

  get image(): string | undefined {
    return this.#row.group.profile?.image ?? undefined;
  }

  get fields(): Readonly<Record<string, string>> {
    return this.#row.group.profile?.fields ?? NO_FIELDS;
  }

  /** This user is a member. */
  get joined(): boolean {
    return this.#row.joined;
  }

  get memberCount(): number {
    return this.#row.group.members ?? 0;
  }

  get settings(): Readonly<{ flags: number; callFlags: number; callDuration: number; resolution: number; expiry: number }> {
    const { flags = 0, callFlags = 0, callDuration = 0, resolution = 0, expiry = 0 } = this.#row.group;
    return { flags, callFlags, callDuration, resolution, expiry };
  }

  /** This user's own: sums of `MemberFlag` and `AdminFlag`. */
  get role(): Readonly<Role> {
    return this.#row.group.role ?? NO_ROLE;
  }

  get isOwner(): boolean {
    return (this.role.admin & AdminFlag.Owner) !== 0;
  }

  /** Whether this user may do what the bits of `AdminFlag` say. */
  may(admin: number): boolean {
    return this.isOwner || (this.role.admin & admin) === admin;
  }

  get conversation(): Conversation {
    return this.#core.conversation(`g:${this.gid}`);
  }

  /** Asks the server for the settings. */
  async refresh(): Promise<this> {
    await this.#core.groups.get(this.gid);
    return this;
  }

  set(settings: GroupSettings): Promise<void> {
    return this.#core.groups.set(this.gid, settings);
  }

  /** A page of the members, by address, after that of `after`. */
  members(options: { after?: string; limit?: number } = {}): Promise<MemberPage> {
    return this.#core.groups.members(this.gid, options);
  }

  /** Every member; for large groups take `members`. */
  async allMembers(): Promise<GroupMember[]> {
    const all: GroupMember[] = [];
    for (let after: string | undefined; ; after = all.at(-1)?.person.address) {
      const page = await this.members(after === undefined ? {} : { after });
      all.push(...page.members);
      if (!page.more || page.members.length === 0) return all;
    }
  }

  /** Adds people, or changes what members may do. */
  add(addresses: readonly string[], permissions?: Permissions): Promise<void> {
    return this.#core.groups.add(this.gid, addresses, permissions);
  }

  remove(addresses: readonly string[]): Promise<void> {
    return this.#core.groups.remove(this.gid, addresses);
  }

  leave(): Promise<void> {
    return this.#core.groups.leave(this.gid);
  }

  /** Deletes the group for all members. */
  delete(): Promise<void> {
    return this.#core.groups.delete(this.gid);
  }

  /** All pins, for those who may list them. */
  pins(): Promise<GroupPin[] | undefined> {
    return this.#core.groups.get(this.gid).then((group) => group.pins);
  }

  /** These three resolve to all pins that there are then. `expiry` in seconds; 0: without end. */
  addPin(permissions: Permissions, options: { expiry?: number; count?: number } = {}): Promise<GroupPin[]> {
    return this.#core.groups.pin({ t: 'group.pin.add', gid: this.gid, permissions, ...options });
  }

  setPin(pin: number, permissions: Permissions, options: { expiry?: number; count?: number } = {}): Promise<GroupPin[]> {
    return this.#core.groups.pin({ t: 'group.pin.set', gid: this.gid, pin, permissions, ...options });
  }

  removePin(pin: number): Promise<GroupPin[]> {
    return this.#core.groups.pin({ t: 'group.pin.remove', gid: this.gid, pin });
  }

  /** @internal */
  [UPDATE](row: GroupRow): void {
    this.#row = row;
  }
}

/** A member as the server names it, as one of ours. */
export function memberOf(member: Member, person: Person): GroupMember {
  return { person, flags: member.flags, admin: member.admin };
}

const NO_FIELDS: Readonly<Record<string, string>> = Object.freeze({});
const NO_ROLE: Readonly<Role> = Object.freeze({ flags: 0, admin: 0 });
