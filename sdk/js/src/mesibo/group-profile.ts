import { defined } from '../wire/defined.js';
import type { ChatGroup, Permissions } from '../chat/group.js';
import type { Person } from '../chat/person.js';
import type { GroupPin, GroupSettings } from '../wire/frames.js';
import { constants as C } from './constants.js';
import { answer, failed, zones, type Listener } from './dispatch.js';
import { engine } from './engine.js';
import { MesiboGroupMember, MesiboGroupPin, MesiboGroupSettings, MesiboMemberPermissions, groupError, permissionsOf } from './group-objects.js';
import { MesiboProfile } from './profile.js';
import type { Unsaved } from './profile-base.js';
import { profiles } from './profiles.js';

type Answer = Listener | null | undefined;

/** A group, known or not. The same group id is always the same object. */
export class MesiboGroupProfile extends MesiboProfile {
  readonly #gid: number;
  #after: string | undefined;
  #atEnd = false;
  #requests = 0;
  /** Who hears by an answer what an event tells as well: the listener, or null for all. */
  readonly #answered = new Map<string, Listener | null>();

  /** @internal Ask `Mesibo.getProfile(null, gid)` for one. */
  constructor(gid: number) {
    super('');
    this.#gid = gid;
  }

  override getGroupId(): number {
    return this.#gid;
  }

  override isGroup(): boolean {
    return true;
  }

  override isSelfProfile(): boolean {
    return false;
  }

  /** @internal */
  override get person(): Person | undefined {
    return undefined;
  }

  /** @internal */
  override get known(): ChatGroup | undefined {
    return this.#gid > 0 ? engine.chat?.group(this.#gid) : undefined;
  }

  override getGroupProfile(): MesiboGroupProfile {
    return this;
  }

  /** Of a group, changes are published by `save`, as of the own profile. */
  override setName(name: string): void {
    this.unsaved.name = name;
  }

  /** @internal */
  protected override write(key: string, value: string | null): void {
    this.unsaved.fields[key] = value;
  }

  /** @internal */
  protected override async publishChanges(unsaved: Unsaved): Promise<void> {
    const { image, fields } = await this.upload(unsaved.images);
    const changes: GroupSettings = defined({ name: unsaved.name, image: image === null ? '' : image });
    const all = { ...unsaved.fields, ...fields };
    if (Object.keys(all).length > 0) changes.fields = all;
    if (Object.keys(changes).length > 0) await this.known?.set(changes);
  }

  // ---------------------------------------------------------------------------------------------------------- members

  /** The next `count` members, 0 all that are left; `restart` begins anew. */
  getMembers(count: number, restart: boolean, listener: Answer): number {
    if (restart) {
      this.#after = undefined;
      this.#atEnd = false;
    }
    return this.#ask(listener, 'Mesibo_onGroupMembers', async (group) => [await this.#nextMembers(group, count, count === 0)]);
  }

  async #nextMembers(group: ChatGroup, count: number, all: boolean): Promise<MesiboGroupMember[]> {
    if (all) this.#after = undefined;
    else if (this.#atEnd) return [];
    const members: MesiboGroupMember[] = [];
    for (;;) {
      const page = await group.members({ ...defined({ after: this.#after }), limit: all ? 500 : count });
      members.push(...page.members.map(({ person, flags, admin }) => new MesiboGroupMember(profiles.ofPerson(person), flags, admin)));
      this.#after = page.members.at(-1)?.person.address;
      this.#atEnd = !page.more;
      if (!all || !page.more || page.members.length === 0) return members;
    }
  }

  /** Adds people, or changes what they may do. `permissions` is an object, or the member flags before the admin flags. */
  addMembers(addresses: readonly string[], permissions?: object | number, adminFlags?: number, listener?: Answer): number {
    return this.#ask(listener, '', async (group) => {
      await group.add([...addresses], permissionsOf(permissions, adminFlags));
      return [];
    });
  }

  addMember(address: string, permissions?: object | number, adminFlags?: number): number {
    return this.addMembers([address], permissions, adminFlags);
  }

  removeMembers(addresses: readonly string[], listener?: Answer): number {
    return this.#ask(listener, '', async (group) => (await group.remove([...addresses]), []));
  }

  removeMember(address: string): number {
    return this.removeMembers([address]);
  }

  /** `pin`: a number or its digits. */
  join(pin: number | string, listener?: Answer): number {
    this.#answered.set('Mesibo_onGroupJoined', listener ?? null);
    return this.#ask(listener, 'Mesibo_onGroupJoined', async () => (await engine.chat?.joinGroup(this.#gid, Number(pin)), []));
  }

  leave(listener?: Answer): number {
    this.#answered.set('Mesibo_onGroupLeft', listener ?? null);
    return this.#ask(listener, 'Mesibo_onGroupLeft', async (group) => (await group.leave(), []));
  }

  /** @internal Tells the application what an event says of this user, but not who hears it by the answer to a request. */
  tellOnce(event: string): void {
    const answered = this.#answered.get(event);
    this.#answered.delete(event);
    if (answered !== null) engine.listeners.tell(event, [this], [], undefined, new Set(answered === undefined ? [] : [answered]));
  }

  deleteGroup(listener?: Answer): number {
    return this.#ask(listener, '', async (group) => (await group.delete(), []));
  }

  // ------------------------------------------------------------------------------------------------- settings and pins

  getSettings(listener: Answer): number {
    return this.#settings(listener, async (group) => {
      await group.refresh();
      return group.pins();
    });
  }

  setProperties(settings: Partial<MesiboGroupSettings>, listener?: Answer): number {
    return this.#settings(listener, async (group) => (await group.set(MesiboGroupSettings.toWire(settings)), undefined));
  }

  /** A number with which people join; `expiry` in seconds and `count` of uses, 0 without end. */
  addPin(permissions: object | number, listener?: Answer, expiry = 0, count = 0): number {
    return this.#settings(listener, (group) => group.addPin(permissionsOf(permissions) as Permissions, { expiry, count }));
  }

  editPin(pin: number | string, permissions: object | number, expiry = 0, count = 0, listener?: Answer): number {
    return this.#settings(listener, (group) => group.setPin(Number(pin), permissionsOf(permissions) as Permissions, { expiry, count }));
  }

  removePin(pin: number | string, listener?: Answer): number {
    return this.#settings(listener, (group) => group.removePin(Number(pin)));
  }

  #settings(listener: Answer, ask: (group: ChatGroup) => Promise<GroupPin[] | undefined>): number {
    return this.#ask(listener, 'Mesibo_onGroupSettings', async (group) => {
      const pins = await ask(group);
      const settings = MesiboGroupSettings.of(group);
      const permissions = MesiboMemberPermissions.of(group.role);
      return [settings, permissions, pins?.map((pin) => new MesiboGroupPin(pin.pin ?? 0, MesiboMemberPermissions.of(pin.permissions))) ?? null];
    });
  }

  /** Asks the server; the answer or the error goes to the listener, or else to the application. */
  #ask(listener: Answer, event: string, ask: (group: ChatGroup) => Promise<unknown[]>): number {
    this.#requests++;
    zones.note(listener);
    const tell = (name: string, args: unknown[]): void => {
      if (listener === undefined || listener === null) engine.listeners.tell(name, args);
      else answer(listener, name, args);
    };
    void engine
      .whenOpen()
      .then((chat) => ask(chat.group(this.#gid)))
      .then(
        (results) => event !== '' && tell(event, [this, ...results]),
        (error: unknown) => {
          this.#answered.delete(event);
          if (typeof listener !== 'function') tell('Mesibo_onGroupError', [this, groupError(error)]);
          else failed('the group request failed')(error);
        },
      );
    return C.MESIBO_RESULT_OK;
  }

  // ------------------------------------------------------------------------------------------------------- own rights

  #may(...flags: number[]): boolean {
    return flags.some((flag) => this.known?.may(flag) ?? false);
  }

  isOwner(): boolean {
    return this.known?.isOwner ?? false;
  }

  canAdmin(): boolean {
    return this.isOwner() || (this.known?.role.admin ?? 0) !== 0;
  }

  canModify(): boolean {
    return this.#may(C.MESIBO_ADMINFLAG_MODIFY);
  }

  canAddMembers(): boolean {
    return this.#may(C.MESIBO_ADMINFLAG_ADDUSER);
  }

  canRemoveMembers(): boolean {
    return this.#may(C.MESIBO_ADMINFLAG_REMUSER);
  }

  canAddAdmins(): boolean {
    return this.#may(C.MESIBO_ADMINFLAG_ADDADMIN);
  }

  canRemoveAdmins(): boolean {
    return this.#may(C.MESIBO_ADMINFLAG_REMADMIN);
  }

  canRemoveOwner(): boolean {
    return this.#may(C.MESIBO_ADMINFLAG_REMOWNER);
  }

  canRemoveGroup(): boolean {
    return this.#may(C.MESIBO_ADMINFLAG_REMGROUP);
  }

  /** The server names none. */
  getLastAdmin(): null {
    return null;
  }

  /** Number of the last request to the group. */
  getRequestId(): number {
    return this.#requests;
  }
}
