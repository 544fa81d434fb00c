/* The addresses of chats, in the fragment of the page's address: `#/chat/bob`, `#/group/1201`. */
import type { Conversation } from 'carillon-client';
import type { Session } from './session.svelte.js';

/** Whom a fragment names: an address, or the number of a group. */
export function placeOf(hash: string): string | number | undefined {
  const [, kind, name] = /^#\/(chat|group)\/(.+)$/u.exec(hash) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  if (kind === 'group') return /^[1-9]\d{0,15}$/u.test(name) ? Number(name) : undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

export function hashOf(conversation: Conversation | undefined): string {
  if (conversation === undefined) return '';
  const { person, group } = conversation;
  return person === undefined ? `#/group/${group!.gid}` : `#/chat/${encodeURIComponent(person.address)}`;
}

/**
 * Keeps the open chat of a session and the page's address together: a chat that is opened has an entry in the browser's
 * history, Back goes to the list, and a reload or a link opens its chat.
 */
export class Route {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    if (placeOf(location.hash) === undefined || isOurs()) return;
    // came by a link: Back is to lead to the list, not away
    const { hash } = location;
    history.replaceState(null, '', here());
    history.pushState(FROM_LIST, '', here() + hash);
  }

  /** The address has changed: by a link, Back or Forward. */
  follow(): void {
    const place = placeOf(location.hash);
    this.#session.select(place === undefined ? undefined : this.#session.chat.conversation(place), false);
  }

  /** A chat was opened or closed. */
  write(conversation: Conversation | undefined): void {
    const hash = hashOf(conversation);
    if (hash === hashNow()) return;
    if (hash !== '') history.pushState(hashNow() === '' ? FROM_LIST : FROM_CHAT, '', here() + hash);
    else if (isFromList()) history.back();
    else history.replaceState(null, '', here());
  }
}

const FROM_LIST = { chat: 'from list' };
const FROM_CHAT = { chat: 'from chat' };

const stateOf = (): unknown => (history.state as { chat?: unknown } | null)?.chat;
const isOurs = (): boolean => stateOf() !== undefined;
const isFromList = (): boolean => stateOf() === FROM_LIST.chat;
const here = (): string => location.pathname + location.search;

/** As it is written here, whatever the browser has made of it. */
function hashNow(): string {
  const place = placeOf(location.hash);
  if (place === undefined) return '';
  return typeof place === 'number' ? `#/group/${place}` : `#/chat/${encodeURIComponent(place)}`;
}
