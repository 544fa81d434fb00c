import type { Client, GroupProfile, Profile } from 'carillon-client';
import { SvelteMap } from 'svelte/reactivity';
import { Person } from './person.svelte.js';

const BATCH = 200;
const MAX_WATCHED = 1000;

/** Everybody this user has to do with; their names and whether they are online are kept up to date. */
export class People {
  readonly #client: Client;
  readonly #people = new SvelteMap<string, Person>();
  #unknown: string[] = [];
  readonly #watched = new Set<string>();

  constructor(client: Client) {
    this.#client = client;
  }

  find(address: string): Person | undefined {
    return this.#people.get(address);
  }

  nameOf(address: string): string {
    return this.#people.get(address)?.name ?? address;
  }

  /** The person with an address; what the server knows of them follows. Not to be called while drawing. */
  get(address: string): Person {
    return this.#people.get(address) ?? this.#add(address);
  }

  named(address: string, name: string | undefined): void {
    if (name) this.get(address).name = name;
  }

  profileCame(profile: Profile | GroupProfile): void {
    if ('address' in profile && profile.exists !== false) this.named(profile.address, profile.name);
  }

  presenceCame(address: string, online: boolean, lastSeen: number | undefined): void {
    const person = this.get(address);
    person.online = online;
    if (lastSeen !== undefined) person.lastSeen = lastSeen;
  }

  /** Without a connection nobody knows who is online. */
  forgetPresence(): void {
    this.#watched.clear();
    for (const person of this.#people.values()) person.online = false;
  }

  /** After a login: asks anew about everybody whom this connection does not watch yet. */
  watchAll(): void {
    this.#unknown = [...this.#people.keys()].filter((address) => !this.#watched.has(address));
    void this.#ask();
  }

  #add(address: string): Person {
    const person = new Person(address);
    this.#people.set(address, person);
    if (this.#unknown.push(address) === 1) queueMicrotask(() => void this.#ask());
    return person;
  }

  async #ask(): Promise<void> {
    while (this.#unknown.length > 0 && this.#client.connection.state === 'online') {
      const addresses = this.#unknown.splice(0, BATCH);
      try {
        await Promise.all([this.#askNames(addresses), this.#askPresence(addresses)]);
      } catch {
        return; // a broken connection: watchAll follows
      }
    }
  }

  async #askNames(addresses: string[]): Promise<void> {
    const answer = await this.#client.request({ t: 'profile.get', addresses });
    answer.profiles.forEach((profile) => this.profileCame(profile));
  }

  async #askPresence(all: string[]): Promise<void> {
    const addresses = all.filter((a) => !this.#watched.has(a)).slice(0, MAX_WATCHED - this.#watched.size);
    if (addresses.length === 0) return;
    for (const address of addresses) this.#watched.add(address);
    const answer = await this.#client.request({ t: 'watch', addresses });
    for (const user of answer.users) this.presenceCame(user.address, user.online, user.lastSeen);
  }
}
