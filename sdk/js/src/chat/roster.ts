import { ticks } from '../wire/clock.js';
import { Refused } from '../wire/errors.js';
import type { Contact, GroupProfile, Profile } from '../wire/frames.js';
import type { StoreChange } from './changes.js';
import { gone } from './ledger/successors.js';
import type { Line } from './line/line.js';
import type { Person, ProfileChange } from './person.js';
import type { Registry } from './registry.js';
import type { PersonRow } from './rows.js';
import type { Vault } from './vault.js';

const PIECE = 200;
/** Somebody may have the address by then, so it is asked about again. */
const MISSING_MS = 30_000;
const CONTACTS_PIECE = 500;

/** People: profiles and contact settings, in the store and from the server. */
export class Roster {
  readonly #vault: Vault;
  readonly #registry: Registry;
  readonly #line: () => Line;
  readonly #publish: (changes: StoreChange[]) => void;
  /** An address belongs to another user. */
  readonly #succeeded: (address: string, before: number, uid: number) => Promise<void>;
  readonly #wanted = new Set<string>();
  /** Addresses that nobody had, and when that was learnt. */
  readonly #missing = new Map<string, number>();
  #asking = false;
  /** Of whose entry in the contact list the server has told since the list was last asked for. */
  #told = new Set<string>();

  constructor(
    vault: Vault,
    registry: Registry,
    line: () => Line,
    publish: (changes: StoreChange[]) => void,
    succeeded: (address: string, before: number, uid: number) => Promise<void>,
  ) {
    this.#succeeded = succeeded;
    this.#vault = vault;
    this.#registry = registry;
    this.#line = line;
    this.#publish = publish;
  }

  /** Somebody of whom nothing is known was asked for: the profile comes by itself, now or when there is a connection. */
  want(address: string): void {
    if (address === '' || address.startsWith('#') || this.#wanted.has(address) || this.#knows(address)) return;
    this.#wanted.add(address);
    queueMicrotask(() => void this.fetchWanted());
  }

  /** That there is no such user is true for a while only. */
  #knows(address: string): boolean {
    const missing = this.#missing.get(address);
    return this.#registry.knowsPerson(address) && (missing === undefined || ticks() - missing < MISSING_MS);
  }

  async fetchWanted(): Promise<void> {
    if (this.#asking || this.#wanted.size === 0) return;
    this.#asking = true;
    try {
      while (this.#wanted.size > 0) {
        const addresses = [...this.#wanted].slice(0, PIECE);
        await this.#fetchEach(addresses);
        for (const address of addresses) this.#wanted.delete(address);
      }
    } catch {
      // the next login asks again
    } finally {
      this.#asking = false;
    }
  }

  /** One address that the server does not like must not keep the others. */
  async #fetchEach(addresses: string[]): Promise<void> {
    try {
      await this.fetch(addresses, []);
    } catch (error) {
      if (!(error instanceof Refused) || error.advice !== 'fix') throw error;
      if (addresses.length > 1) for (const address of addresses) await this.#fetchEach([address]);
    }
  }

  async fetch(addresses: readonly string[], gids: readonly number[]): Promise<void> {
    for (let at = 0; at < Math.max(addresses.length, gids.length); at += PIECE / 2) {
      let people = addresses.slice(at, at + PIECE / 2);
      let groups = gids.slice(at, at + PIECE / 2);
      let more = true;
      while (more) {
        const answer = await this.#line().request({ t: 'profile.get', addresses: people, gids: groups });
        await this.take(answer.profiles.filter(isOfPerson));
        const told = answer.profiles.length;
        more = answer.more === true && told > 0;
        groups = groups.slice(Math.max(0, told - people.length));
        people = people.slice(told);
      }
    }
  }

  /** Profiles as the server tells them. */
  async take(profiles: readonly Profile[]): Promise<void> {
    const rows: PersonRow[] = [];
    for (const profile of profiles) {
      const known = this.#registry.personRow(profile.address);
      const before = known.profile?.uid || 0;
      const uid = profile.uid ?? 0;
      if (uid > before && before > 0) rows.push(...(await this.#another(known, profile, before, uid)));
      else if (uid === 0 || uid === before || before === 0) rows.push({ ...known, profile: withUid(profile, before) });
    }
    await this.#put(rows);
    for (const { address, profile } of rows) {
      if (profile?.exists === false) this.#missing.set(address, ticks());
      else this.#missing.delete(address);
    }
  }

  /** The address was given to another user: who had it before goes on under a name that nobody has. */
  async #another(known: PersonRow, profile: Profile, before: number, uid: number): Promise<PersonRow[]> {
    await this.#succeeded(profile.address, before, uid);
    const { contact: _, ...old } = known;
    const address = gone(before);
    return [{ ...old, address, profile: { ...(known.profile as Profile), address, exists: false } }, { address: profile.address, profile }];
  }

  async seen(address: string, lastSeen: number): Promise<void> {
    const row = this.#registry.personRow(address);
    if (row.lastSeen !== lastSeen) await this.#put([{ ...row, lastSeen }]);
  }

  /** The whole contact list of the server: who is not in it, and of whom nothing came meanwhile, is no contact. */
  async loadContacts(): Promise<void> {
    const told = (this.#told = new Set<string>());
    let after: number | undefined;
    do {
      const { contacts, more } = await this.#line().request({ t: 'contacts.get', ...(after !== undefined && { after }) });
      await this.takeContacts(contacts);
      after = more === true ? contacts.at(-1)?.uid : undefined;
    } while (after !== undefined);
    const gone = this.#registry.people().filter(({ row }) => row.contact !== undefined && !told.has(row.address));
    await this.#put(gone.map(({ row: { contact: _, ...row } }) => row));
  }

  async setContacts(contacts: readonly (Pick<Contact, 'address'> & Partial<Contact>)[]): Promise<Person[]> {
    const people: Person[] = [];
    for (let at = 0; at < contacts.length; at += CONTACTS_PIECE) {
      const piece = contacts.slice(at, at + CONTACTS_PIECE);
      const answer = await this.#line().request({ t: 'contacts.set', contacts: piece });
      await this.takeContacts(answer.contacts);
      people.push(...answer.contacts.map(({ address }) => this.#registry.person(address)));
    }
    return people;
  }

  /** Entries of the contact list that were changed, here or on another device. */
  async takeContacts(contacts: readonly Contact[]): Promise<void> {
    for (const { address } of contacts) this.#told.add(address);
    await this.#put(contacts.map((contact) => this.#withContact(contact)));
    for (const { address } of contacts) this.want(address);
  }

  async setSelf(change: ProfileChange): Promise<void> {
    const { name, image, fields, levels } = change;
    await this.#line().request({
      t: 'profile.set',
      ...(name !== undefined && { name }),
      ...(image !== undefined && { image }),
      ...(fields !== undefined && { fields }),
      ...(levels !== undefined && { levels }),
    });
    await this.fetch([this.#registry.self.address], []);
  }

  #withContact(contact: Contact): PersonRow {
    const row = this.#registry.personRow(contact.address);
    if (contact.exists !== false) return { ...row, contact };
    const { contact: _, ...rest } = row;
    return { ...rest, profile: { address: contact.address, name: null, image: null, fields: null, exists: false } };
  }

  /** Told before it is stored: what comes meanwhile builds on it. */
  async #put(rows: PersonRow[]): Promise<void> {
    const changed = rows.filter((row) => JSON.stringify(row) !== JSON.stringify(this.#registry.personRow(row.address)));
    if (changed.length === 0) return;
    this.#publish(changed.map((row) => ({ t: 'person', row })));
    await this.#vault.note(['people'], async (tx) => changed.forEach((row) => tx.put('people', row)));
  }
}

/** A profile that says nothing of the number is still that of the one who was known. */
function withUid(profile: Profile, uid: number): Profile {
  return profile.uid === undefined && uid > 0 && profile.exists === false ? { ...profile, uid } : profile;
}

function isOfPerson(profile: Profile | GroupProfile): profile is Profile {
  return 'address' in profile;
}
