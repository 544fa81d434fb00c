import { beforeEach, describe, expect, it } from 'vitest';
import type { Line } from '../../src/chat/line/line.js';
import { Registry } from '../../src/chat/registry.js';
import { Roster } from '../../src/chat/roster.js';
import { MemoryStore } from '../../src/chat/store/memory.js';
import { Vault } from '../../src/chat/vault.js';
import type { Contact } from '../../src/index.js';

const contact = (address: string, uid: number, more: Partial<Contact> = {}): Contact => ({ address, uid, contact: true, blocked: 0, ...more });

let registry: Registry;
let roster: Roster;
/** What the server has, by growing uid. */
let list: Contact[];
let asked: (number | undefined)[];
/** Happens while a page is on its way. */
let meanwhile: (() => Promise<void>) | undefined;

/** A server that gives two contacts in an answer. */
const line = {
  request: async (request: { t: string; after?: number; addresses?: string[] }) => {
    if (request.t === 'profile.get') return { t: 'profiles', profiles: [] };
    asked.push(request.after);
    const rest = list.filter(({ uid = 0 }) => uid > (request.after ?? 0));
    const page = { t: 'contacts', contacts: rest.slice(0, 2), ...(rest.length > 2 && { more: true }) };
    const event = meanwhile;
    meanwhile = undefined;
    await event?.();
    return page;
  },
} as unknown as Line;

const contacts = (): string[] =>
  registry
    .people()
    .filter(({ row }) => row.contact?.contact === true)
    .map(({ row }) => row.address)
    .sort();

beforeEach(async () => {
  asked = [];
  meanwhile = undefined;
  const vault = new Vault({ committed: () => {}, failed: () => {}, seed: () => ({ cursor: 0 }) as never });
  vault.open(new MemoryStore());
  registry = new Registry({} as never);
  roster = new Roster(vault, registry, () => line, (changes) => changes.forEach((change) => registry.put(change)), async () => {});
  list = ['ana', 'bob', 'cy', 'dee', 'eve'].map((address, at) => contact(address, at + 1));
});

describe('G3: the contact list', () => {
  it('is read page by page', async () => {
    await roster.loadContacts();
    expect(contacts()).toEqual(['ana', 'bob', 'cy', 'dee', 'eve']);
    expect(asked).toEqual([undefined, 2, 4]);
  });

  it('that is empty makes one request', async () => {
    list = [];
    await roster.loadContacts();
    expect(asked).toEqual([undefined]);
  });

  it('leaves out who was a contact and is none any more', async () => {
    await roster.takeContacts([contact('zoe', 9)]);
    await roster.loadContacts();
    expect(contacts()).toEqual(['ana', 'bob', 'cy', 'dee', 'eve']);
  });

  it('keeps what another device changes while it is read', async () => {
    await roster.takeContacts([contact('bob', 2)]);
    list = list.filter(({ address }) => address !== 'bob');
    meanwhile = () => roster.takeContacts([contact('bob', 2, { favorite: true })]);
    await roster.loadContacts();
    expect(contacts()).toEqual(['ana', 'bob', 'cy', 'dee', 'eve']);
    expect(registry.personRow('bob').contact).toMatchObject({ favorite: true });
  });
});
