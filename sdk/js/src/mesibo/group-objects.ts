import type { ChatGroup, Permissions } from '../chat/group.js';
import type { GroupSettings, Role } from '../wire/frames.js';
import { Refused } from '../wire/errors.js';
import { constants as C } from './constants.js';
import type { MesiboProfile } from './profile.js';

/** A member of a group and what they may do there. */
export class MesiboGroupMember {
  readonly #profile: MesiboProfile;
  readonly #flags: number;
  readonly #admin: number;

  /** @internal */
  constructor(profile: MesiboProfile, flags: number, admin: number) {
    this.#profile = profile;
    this.#flags = flags;
    this.#admin = admin;
  }

  getProfile(): MesiboProfile {
    return this.#profile;
  }

  getAddress(): string {
    return this.#profile.getAddress();
  }

  isOwner(): boolean {
    return (this.#admin & C.MESIBO_ADMINFLAG_OWNER) !== 0;
  }

  isAdmin(): boolean {
    return this.#admin !== 0;
  }

  getFlags(): number {
    return this.#flags;
  }

  getAdminFlags(): number {
    return this.#admin;
  }
}

/** Settings of a group; plain data. `expiry` and `callDuration` in seconds. */
export class MesiboGroupSettings {
  name = '';
  flags = 0;
  callFlags = 0;
  callDuration = 0;
  videoResolution = 0;
  expiry = 0;

  /** @internal */
  static of(group: ChatGroup): MesiboGroupSettings {
    const { flags, callFlags, callDuration, resolution, expiry } = group.settings;
    return Object.assign(new MesiboGroupSettings(), { name: group.name, flags, callFlags, callDuration, videoResolution: resolution, expiry });
  }

  /** @internal What is absent stays as it is. */
  static toWire(settings: Partial<MesiboGroupSettings>): GroupSettings {
    const { name, flags, callFlags, callDuration, videoResolution: resolution, expiry } = settings;
    const all = { name, flags, callFlags, callDuration, resolution, expiry: expiry || undefined };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null)) as GroupSettings;
  }
}

/** What members may do; plain data. */
export class MesiboMemberPermissions {
  flags = 0;
  adminFlags = 0;
  callFlags = 0;
  callDuration = 0;
  videoResolution = 0;
  expiry = 0;

  /** @internal */
  static of(role: Partial<Role>): MesiboMemberPermissions {
    return Object.assign(new MesiboMemberPermissions(), { flags: role.flags ?? 0, adminFlags: role.admin ?? 0 });
  }
}

export class MesiboGroupPin {
  pin: number;
  permissions: MesiboMemberPermissions;

  constructor(pin: number, permissions: MesiboMemberPermissions) {
    this.pin = pin;
    this.permissions = permissions;
  }
}

/** Permissions as applications write them: an object, or member flags and admin flags. */
export function permissionsOf(permissions: object | number | undefined, adminFlags?: number): Permissions {
  if (typeof permissions === 'number') return { flags: permissions, admin: adminFlags ?? 0 };
  const { flags, adminFlags: admin, expiry } = (permissions ?? {}) as Partial<MesiboMemberPermissions>;
  return { flags: flags ?? C.MESIBO_MEMBERFLAG_ALL, admin: admin ?? 0, ...(expiry && { expiry }) };
}

/** The `MESIBO_GROUPERROR_` for what went wrong. */
export function groupError(error: unknown): number {
  return (error instanceof Refused ? error.groupError : undefined) ?? C.MESIBO_GROUPERROR_GENERAL;
}
