import { failed } from './dispatch.js';
import { engine } from './engine.js';
import type { Contact } from '../wire/frames.js';

const AT_ONCE = 200;
const state = { auto: false };

/** Finds out which of many addresses are users, and makes them contacts. */
export class MesiboContactSynchronizer {
  #waiting: string[] = [];
  #contact = true;
  #subscribe = false;
  #levels: number[] | undefined;

  setContact(contact: boolean): void {
    this.#contact = contact;
  }

  subscribe(subscribe: boolean): void {
    this.#subscribe = subscribe;
  }

  setProfileAccessLevels(levels: readonly number[]): void {
    this.#levels = [...levels];
  }

  /** `Mesibo_onProfileUpdated` tells of those who exist. */
  sync(addresses: readonly string[] | string, syncNow = true): boolean {
    this.#waiting.push(...[addresses].flat().map(String).filter((address) => address !== ''));
    return syncNow ? this.syncNow() : true;
  }

  syncAsUpdate(addresses: readonly string[] | string, syncNow = true): boolean {
    return this.sync(addresses, syncNow);
  }

  syncNow(): boolean {
    const addresses = [...new Set(this.#waiting)];
    this.#waiting = [];
    void this.#sync(addresses).catch(failed('contacts were not synchronised'));
    return true;
  }

  async #sync(addresses: readonly string[]): Promise<void> {
    const chat = await engine.whenOpen();
    await chat.whenOnline();
    for (let i = 0; i < addresses.length; i += AT_ONCE) {
      const page = addresses.slice(i, i + AT_ONCE);
      const found = await chat.lookUp([...new Set(page.flatMap(spellings))]);
      const users = found.filter((person) => person.exists !== false && !person.isSelf);
      if (users.length > 0) await chat.setContacts(users.map(({ address }) => ({ address, ...this.#settings() })));
    }
  }

  #settings(): Partial<Contact> {
    return {
      contact: this.#contact,
      ...(this.#subscribe && { subscribed: true }),
      ...(this.#levels !== undefined && { levels: this.#levels }),
    };
  }

  static enableAutoSync(enable: boolean): void {
    state.auto = enable;
  }

  static isAutoSyncEnabled(): boolean {
    return state.auto;
  }
}

/** A telephone number with a plus sign may be a user without it. */
const spellings = (address: string): string[] => (address.startsWith('+') ? [address, address.slice(1)] : [address]);
