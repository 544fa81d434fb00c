/* Whom one can choose. */
import type { ChatGroup, Person } from 'carillon-client';
import { plainName } from './characters.js';
import { contains } from './find.js';
import { live } from './live.svelte.js';
import { nameOf, type Whose } from './names.js';
import type { Session, Someone } from './session.svelte.js';

/** One of those among whom one chooses. */
export interface Candidate {
  /** Unlike that of any other: that of the conversation. */
  key: string;
  whose: Whose;
  name: string;
  /** Of a person: the address. */
  address: string;
}

/** Whom this user knows: who is named to the page, people with whom there is a chat, contacts, and members of groups; the last chats first. */
export function acquaintances(session: Session, users: readonly Someone[]): Candidate[] {
  const known = new Map<string, Candidate>();
  const add = (person: Person, name: string): void => {
    if (person.address === session.address || live(person).exists === false) return;
    known.set(person.address, { key: `u:${person.address}`, whose: person, name, address: person.address });
  };
  for (const { person } of session.list) if (person !== undefined) add(person, nameOf(person));
  const rest = session.chat.people().sort((a, b) => Number(b.isContact) - Number(a.isContact) || nameOf(a).localeCompare(nameOf(b)));
  for (const person of rest) if (!known.has(person.address)) add(person, nameOf(person));
  for (const { address, name } of users) if (!known.has(address)) add(session.chat.person(address), plainName(name));
  return [...known.values()];
}

/** The groups in which one may write something. */
export function groupsOf(session: Session): Candidate[] {
  const groups = session.list.map(({ group }) => group).filter((group): group is ChatGroup => group !== undefined && live(group).joined);
  return groups.map((group) => ({ key: `g:${group.gid}`, whose: group, name: nameOf(group), address: '' }));
}

export const matches = (candidate: Candidate, wanted: string): boolean =>
  wanted === '' || contains(candidate.name, wanted) || contains(candidate.address, wanted);

/** Groups and people together, the last chats first. */
export function byActivity(session: Session, users: readonly Someone[]): Candidate[] {
  const order = new Map<string, number>(session.list.map(({ key }, index) => [key, index]));
  const placeOf = ({ key }: Candidate): number => order.get(key) ?? order.size;
  return [...groupsOf(session), ...acquaintances(session, users)].sort((one, other) => placeOf(one) - placeOf(other));
}
