/*
 * What happened in a group besides what was said: who made it, who came and went, what it is called. The server tells it
 * to who is connected and keeps nothing of it, so this device keeps what it has heard, as a mark of the conversation.
 */
import type { ChatGroup, GroupEvent } from 'carillon-client';
import { plainName } from './characters.js';
import { nameOf } from './names.js';
import type { Session } from './session.svelte.js';

export type Happening = 'made' | 'added' | 'joined' | 'left' | 'removed' | 'renamed';

export interface Episode {
  at: number;
  what: Happening;
  /** Addresses. */
  by?: string;
  who?: string[];
  /** How many there are besides those. */
  more?: number;
  /** What the group is called since. */
  name?: string;
}

const MARK = 'story';
/** So many are kept of a group, and so many people are named in one. */
const MOST = 100;
const NAMED = 8;
/** The tabs of a user hear the same, each by itself. */
const SAME_MS = 10_000;

export function storyOf(group: ChatGroup): Episode[] {
  const story = group.conversation.marks[MARK];
  return Array.isArray(story) ? (story as Episode[]) : [];
}

/** One after the other: each adds to what the one before has kept. */
const telling = new WeakMap<ChatGroup, Promise<void>>();

export function tell(group: ChatGroup, episode: Episode): Promise<void> {
  const add = (): Promise<void> => keep(group, episode);
  const told = (telling.get(group) ?? Promise.resolve()).then(add, add);
  telling.set(group, told);
  return told;
}

async function keep(group: ChatGroup, episode: Episode): Promise<void> {
  const story = storyOf(group);
  if (story.some((other) => episode.at - other.at < SAME_MS && isSame(other, episode))) return;
  await group.conversation.setMark(MARK, [...story, episode].slice(-MOST));
}

/** How a group was before an event. */
export interface GroupBefore {
  name: string;
  members: number;
}

/** What an event tells, if that is something: who is given a right is `added`, too, and the group has no more members then. */
export function episodeOf({ event, by, addresses = [], count, members }: GroupEvent, group: ChatGroup, before: GroupBefore | undefined, at: number): Episode | undefined {
  const who = addresses.slice(0, NAMED);
  const all = Math.max(count ?? 0, addresses.length);
  const people = { at, ...(by !== undefined && { by }), who, ...(all > who.length && { more: all - who.length }) };
  switch (event) {
    case 'added': {
      if (before !== undefined && before.members > 0 && before.members === members) return undefined;
      const others = addresses.filter((address) => address !== by).length + Math.max(0, all - addresses.length);
      return { ...people, what: by !== undefined && members === others + 1 ? 'made' : 'added' };
    }
    case 'joined':
    case 'left':
    case 'removed':
      return { ...people, what: event };
    case 'settings':
      return before === undefined || group.name === before.name || group.name === '' ? undefined : { at, what: 'renamed', name: group.name, ...(by !== undefined && { by }) };
    default:
      return undefined;
  }
}

/** An episode as a sentence: words, and the names among them. */
export function sentence({ what, by, who = [], more = 0, name = '' }: Episode, session: Session): (string | { name: string })[] {
  const one = (address: string): string | { name: string } => (address === session.address ? 'you' : { name: nameOf(session.chat.person(address)) });
  const doer = by === undefined ? 'Somebody' : by === session.address ? 'You' : one(by);
  const others = list([...who.filter((address) => address !== by || what === 'removed').map(one), ...(more > 0 ? [`${more} more`] : [])]);
  const them = upper(others);
  switch (what) {
    case 'made':
      return others.length === 0 ? [doer, ' made this group'] : [doer, ' made this group with ', ...others];
    case 'added':
      return [doer, ' added ', ...others];
    case 'removed':
      return [doer, ' removed ', ...others];
    case 'renamed':
      return [doer, ' named this group “', { name: plainName(name) }, '”'];
    case 'joined':
      return [...them, ' joined'];
    case 'left':
      return [...them, ' left'];
  }
}

function list(items: (string | { name: string })[]): (string | { name: string })[] {
  return items.flatMap((item, i) => (i === 0 ? [item] : [i === items.length - 1 ? ' and ' : ', ', item]));
}

const upper = ([first, ...rest]: (string | { name: string })[]): (string | { name: string })[] =>
  first === undefined ? ['Somebody'] : [first === 'you' ? 'You' : first, ...rest];

const isSame = (one: Episode, other: Episode): boolean =>
  one.what === other.what && one.by === other.by && one.name === other.name && one.who?.join() === other.who?.join();
