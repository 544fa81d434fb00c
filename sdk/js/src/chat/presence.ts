import { ticks } from '../wire/clock.js';
import { defined } from '../wire/defined.js';
import { Presence, type PresenceNotice } from '../wire/frames.js';
import type { StoreChange } from './changes.js';
import type { Line } from './line/line.js';
import type { Person } from './person.js';
import type { Registry } from './registry.js';
import { destinationOf, keyOf, type ConversationKey } from './rows.js';

const TYPING_EVERY_MS = 3_000;
const TYPING_ENDS_MS = 7_000;
/** The server's limit for a connection. */
const WATCHED = 1000;

type Users = Extract<StoreChange, { t: 'online' }>['users'];

/** Who is online, writing, or has a conversation open, as far as it is known right now; and what this user shows. */
export class PresenceBoard {
  readonly #registry: Registry;
  readonly #line: () => Line;
  /** A writer's time ran out. */
  readonly #cleared: (notice: PresenceNotice) => void;
  readonly #online = new Map<string, boolean>();
  readonly #typing = new Map<ConversationKey, Map<string, ReturnType<typeof setTimeout>>>();
  readonly #present = new Map<ConversationKey, Set<string>>();
  readonly #watched = new Set<string>();
  readonly #joined = new Set<ConversationKey>();
  readonly #typingSent = new Map<ConversationKey, number>();

  constructor(registry: Registry, line: () => Line, cleared: (notice: PresenceNotice) => void) {
    this.#registry = registry;
    this.#line = line;
    this.#cleared = cleared;
  }

  // -------------------------------------------------------------------------------------------------- what is shown

  typing(key: ConversationKey): void {
    const now = ticks();
    if (now - (this.#typingSent.get(key) ?? -Infinity) < TYPING_EVERY_MS) return;
    this.#typingSent.set(key, now);
    this.send(key, Presence.Typing);
  }

  typingCleared(key: ConversationKey): void {
    if (this.#typingSent.delete(key)) this.send(key, Presence.TypingCleared);
  }

  /** The others take a message for the end of writing. */
  sent(key: ConversationKey): void {
    this.#typingSent.delete(key);
  }

  joined(key: ConversationKey): void {
    this.#joined.add(key);
    this.send(key, Presence.Joined);
    if (key.startsWith('u:')) this.watch(key.slice(2));
  }

  left(key: ConversationKey): void {
    if (this.#joined.delete(key)) this.send(key, Presence.Left);
  }

  /** A new connection, perhaps of another tab: nobody knows any more what is open here, and who is followed. */
  connected(): void {
    this.#tellWatched([...this.#watched]);
    for (const key of this.#joined) this.send(key, Presence.Joined);
  }

  send(key: ConversationKey, presence: number, value?: number, interval?: number): void {
    this.#line().notify({
      t: 'presence',
      ...destinationOf(key),
      presence,
      ...defined({ value, interval }),
    });
  }

  watch(...addresses: string[]): void {
    const others = addresses.filter((address) => address !== '' && address !== this.#registry.self.address);
    for (const address of others) this.#watched.add(address);
    for (const address of this.#watched) {
      if (this.#watched.size <= WATCHED) break;
      this.#watched.delete(address);
    }
    this.#tellWatched(others);
  }

  #tellWatched(addresses: string[]): void {
    if (addresses.length === 0) return;
    this.#line()
      .watch(addresses)
      .catch(() => {}); // the next login does it
  }

  unwatch(address: string): void {
    this.#watched.delete(address);
    this.#line().unwatch([address]);
  }

  // -------------------------------------------------------------------------------------------------- what is seen

  /** All that is known of who is online. */
  users(): { address: string; online: boolean }[] {
    return [...this.#online].map(([address, online]) => ({ address, online }));
  }

  isOnline(address: string): boolean | undefined {
    return this.#online.get(address);
  }

  isTyping(address: string, gid: number | undefined): boolean {
    return this.#typing.get(keyOf({ peer: address, gid }))?.has(address) ?? false;
  }

  isPresent(address: string, gid: number | undefined): boolean {
    return this.#present.get(keyOf({ peer: address, gid }))?.has(address) ?? false;
  }

  typingIn(key: ConversationKey): Person[] {
    return [...(this.#typing.get(key)?.keys() ?? [])].map((address) => this.#registry.person(address));
  }

  presentIn(key: ConversationKey): Person[] {
    return [...(this.#present.get(key) ?? [])].map((address) => this.#registry.person(address));
  }

  /** The server's answer, or undefined for those of whom nothing is known any more. Resolves to whose state is new. */
  took(users: Users): Users {
    const changed = users.filter(({ address, online }) => this.#online.get(address) !== online);
    for (const { address, online } of users) {
      if (online === undefined) this.#online.delete(address);
      else this.#online.set(address, online);
    }
    return changed;
  }

  came(notice: PresenceNotice): void {
    const { from, gid, presence } = notice;
    const key = keyOf({ peer: from, gid });
    switch (presence) {
      case Presence.Online:
      case Presence.Offline:
        this.#online.set(from, presence === Presence.Online);
        if (presence === Presence.Offline) this.#wentOffline(from);
        return;
      case Presence.Typing:
        return this.#startTyping(key, from, gid);
      case Presence.TypingCleared:
        this.#stopTyping(key, from);
        return;
      case Presence.Joined:
        this.#present.set(key, (this.#present.get(key) ?? new Set()).add(from));
        return;
      case Presence.Left:
        this.#present.get(key)?.delete(from);
        this.#stopTyping(key, from);
        return;
    }
  }

  /** A message of somebody ends the writing. */
  wrote(key: ConversationKey, address: string): boolean {
    return this.#stopTyping(key, address);
  }

  /** The address belongs to another user: nothing that was known of it is true. */
  forgetUser(address: string): void {
    this.#online.delete(address);
    for (const key of this.#typing.keys()) this.#stopTyping(key, address);
    for (const present of this.#present.values()) present.delete(address);
  }

  /** Nothing is known without a connection. Resolves to those of whom something was, whose online state is to be taken back. */
  forget(): Set<string> {
    const known = new Set(this.#online.keys());
    for (const [key, typing] of this.#typing) for (const address of [...typing.keys()]) this.#stopTyping(key, address, known);
    for (const present of this.#present.values()) for (const address of present) known.add(address);
    this.#present.clear();
    this.#typingSent.clear();
    return known;
  }

  #startTyping(key: ConversationKey, from: string, gid: number | undefined): void {
    const typing = this.#typing.get(key) ?? new Map();
    this.#typing.set(key, typing);
    clearTimeout(typing.get(from));
    const end = (): void => {
      if (!this.#stopTyping(key, from)) return;
      this.#cleared({ t: 'presence', from, presence: Presence.TypingCleared, ...(gid !== undefined && { gid }) });
    };
    typing.set(from, setTimeout(end, TYPING_ENDS_MS));
  }

  #stopTyping(key: ConversationKey, from: string, known?: Set<string>): boolean {
    const typing = this.#typing.get(key);
    if (typing === undefined || !typing.has(from)) return false;
    clearTimeout(typing.get(from));
    typing.delete(from);
    known?.add(from);
    return true;
  }

  #wentOffline(from: string): void {
    for (const key of this.#typing.keys()) this.#stopTyping(key, from);
    for (const present of this.#present.values()) present.delete(from);
  }
}
