import { defined } from '../wire/defined.js';
import type { Group, GroupEvent, GroupPin, GroupSettings } from '../wire/frames.js';
import type { StoreChange } from './changes.js';
import type { PinRequest } from './core.js';
import { memberOf, type ChatGroup, type MemberPage, type Permissions } from './group.js';
import type { Line } from './line/line.js';
import type { Registry } from './registry.js';
import { unknownGroup, type GroupRow } from './rows.js';
import type { Vault } from './vault.js';

/** Groups: the list that a login brings, what changes afterwards, and what this user does to them. */
export class Groups {
  readonly #vault: Vault;
  readonly #registry: Registry;
  readonly #line: () => Line;
  readonly #publish: (changes: StoreChange[]) => void;

  constructor(vault: Vault, registry: Registry, line: () => Line, publish: (changes: StoreChange[]) => void) {
    this.#vault = vault;
    this.#registry = registry;
    this.#line = line;
    this.#publish = publish;
  }

  /** The truth at a login: groups that are not in the list were left or deleted meanwhile. */
  async welcomed(groups: readonly Group[]): Promise<void> {
    const listed = new Set(groups.map((group) => group.gid));
    const left = this.#registry.groups().filter(({ row }) => row.joined && !listed.has(row.gid));
    await this.#put([
      ...groups.map((group) => ({ gid: group.gid, group, joined: true })),
      ...left.map(({ row }) => leftRow(row)),
    ]);
  }

  /** Somebody changed something. */
  async happened(event: GroupEvent): Promise<void> {
    const { gid, group, members } = event;
    const known = this.#registry.groupRow(gid) ?? { ...unknownGroup(gid), joined: true };
    const me = this.#registry.self.address;
    const mine = event.addresses?.includes(me) === true || (event.addresses === undefined && event.by === me);
    const out = event.event === 'deleted' || ((event.event === 'removed' || event.event === 'left') && mine);
    const joined = known.joined || group !== undefined;
    const now = group === undefined ? { ...known.group, ...defined({ members }) } : withoutPins(group);
    await this.#put([out ? leftRow(known) : { gid, group: now, joined }], event);
  }

  async create(settings: GroupSettings & { name: string; members?: string[]; permissions?: Permissions }): Promise<ChatGroup> {
    return this.#joined((await this.#line().request({ t: 'group.create', ...settings })).group);
  }

  async join(gid: number, pin: number | undefined): Promise<ChatGroup> {
    return this.#joined((await this.#line().request({ t: 'group.join', gid, ...(pin !== undefined && { pin }) })).group);
  }

  async get(gid: number): Promise<Group> {
    const { group } = await this.#line().request({ t: 'group.get', gid });
    await this.#put([{ gid, group: withoutPins(group), joined: group.role !== undefined }]);
    return group;
  }

  async set(gid: number, settings: GroupSettings): Promise<void> {
    const { group } = await this.#line().request({ t: 'group.set', gid, ...settings });
    await this.#put([{ gid, group: withoutPins(group), joined: true }]);
  }

  async members(gid: number, options: { after?: string; limit?: number }): Promise<MemberPage> {
    const answer = await this.#line().request({ t: 'group.members', gid, ...options });
    const members = answer.members.map((member) => memberOf(member, this.#registry.person(member.address)));
    return { members, more: answer.more ?? false };
  }

  async add(gid: number, addresses: readonly string[], permissions: Permissions | undefined): Promise<void> {
    const members = [...addresses];
    await this.#line().request({ t: 'group.add', gid, members, ...(permissions !== undefined && { permissions }) });
    await this.get(gid);
  }

  async remove(gid: number, addresses: readonly string[]): Promise<void> {
    await this.#line().request({ t: 'group.remove', gid, members: [...addresses] });
    await this.get(gid);
  }

  async leave(gid: number): Promise<void> {
    await this.#line().request({ t: 'group.leave', gid });
    await this.#out(gid);
  }

  async delete(gid: number): Promise<void> {
    await this.#line().request({ t: 'group.delete', gid });
    await this.#out(gid);
  }

  async pin(request: PinRequest): Promise<GroupPin[]> {
    return (await this.#line().request(request)).group.pins ?? [];
  }

  async #joined(group: Group): Promise<ChatGroup> {
    await this.#put([{ gid: group.gid, group: withoutPins(group), joined: true }]);
    return this.#registry.group(group.gid);
  }

  async #out(gid: number): Promise<void> {
    const known = this.#registry.groupRow(gid);
    if (known !== undefined) await this.#put([leftRow(known)]);
  }

  /** Told before it is stored: what comes meanwhile builds on it. */
  async #put(rows: GroupRow[], event?: GroupEvent): Promise<void> {
    const changed = rows.filter((row) => event || JSON.stringify(row) !== JSON.stringify(this.#registry.groupRow(row.gid)));
    if (changed.length === 0) return;
    this.#publish(changed.map((row) => ({ t: 'group', row, ...(event && { event }) })));
    await this.#vault.note(['groups'], async (tx) => changed.forEach((row) => tx.put('groups', row)));
  }
}

function withoutPins(group: Group): Group {
  const { pins: _, ...rest } = group;
  return rest;
}

function leftRow(row: GroupRow): GroupRow {
  const { role: _, ...group } = row.group;
  return { gid: row.gid, group, joined: false };
}
