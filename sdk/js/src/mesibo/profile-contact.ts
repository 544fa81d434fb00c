import { Block } from '../chat/person.js';
import type { Contact } from '../wire/frames.js';
import { constants as C } from './constants.js';
import { MesiboDateTime } from './datetime.js';
import { engine } from './engine.js';
import { ProfileBase } from './profile-base.js';
import type { Person } from '../chat/person.js';

/** What a user is to this user: contact, blocked, favourite, hidden; and whether they are online or typing. */
export abstract class ProfileContact extends ProfileBase {
  #lastSeen: MesiboDateTime | undefined;

  /** @internal The user behind it; groups have none. */
  abstract get person(): Person | undefined;

  // ---------------------------------------------------------------------------------------------------------- contact

  #setting<K extends 'contact' | 'subscribed' | 'favorite' | 'blocked'>(name: K, saved: Contact[K]): Contact[K] {
    return this.unsavedContact[name] ?? saved;
  }

  isContact(): boolean {
    return this.#setting('contact', this.person?.isContact ?? false);
  }

  setContact(contact: boolean): void {
    this.unsaved.contact.contact = contact;
  }

  isSubscribed(): boolean {
    return this.#setting('subscribed', this.person?.isSubscribed ?? false) ?? false;
  }

  /** Live changes of the profile, also while nothing else shows it. */
  subscribe(subscribed: boolean): void {
    this.unsaved.contact.subscribed = subscribed;
    if (subscribed) this.person?.watch();
    else this.person?.unwatch();
  }

  subscribeTransient(subscribed: boolean): void {
    if (subscribed) this.person?.watch();
    else this.person?.unwatch();
  }

  isFavorite(): boolean {
    return this.#setting('favorite', this.person?.isFavorite ?? false) ?? false;
  }

  favorite(favorite: boolean): void {
    this.unsaved.contact.favorite = favorite;
  }

  setFavorite(favorite: boolean): void {
    this.favorite(favorite);
  }

  /** Which levels of the own profile this user may see. */
  setProfileAccessLevels(levels: readonly number[]): void {
    this.unsaved.contact.levels = [...levels];
  }

  // ---------------------------------------------------------------------------------------------------------- blocking

  get #blocked(): number {
    return this.#setting('blocked', this.person?.blocked ?? 0);
  }

  #block(what: number, block: boolean): void {
    this.unsaved.contact.blocked = block ? this.#blocked | what : this.#blocked & ~what;
  }

  #blocks(what: number): boolean {
    return (this.#blocked & what) === what;
  }

  /** Everything. Seen here at once, by the server after `save`. */
  block(block: boolean): void {
    this.#block(Block.All, block);
  }

  isBlocked(): boolean {
    return this.#blocks(Block.Messages);
  }

  toggleBlock(): boolean {
    this.block(!this.isBlocked());
    return this.isBlocked();
  }

  blockMessages(block: boolean): void {
    this.#block(Block.Messages, block);
  }

  blockGroupMessages(block: boolean): void {
    this.#block(Block.GroupMessages, block);
  }

  blockCalls(block: boolean): void {
    this.#block(Block.Calls, block);
  }

  blockVideoCalls(block: boolean): void {
    this.#block(Block.VideoCalls, block);
  }

  blockProfile(block: boolean): void {
    this.#block(Block.Profile, block);
  }

  blockProfileSubscription(block: boolean): void {
    this.#block(Block.Subscription, block);
  }

  isMessageBlocked(): boolean {
    return this.#blocks(Block.Messages);
  }

  isGroupMessageBlocked(): boolean {
    return this.#blocks(Block.GroupMessages);
  }

  isCallBlocked(): boolean {
    return this.#blocks(Block.Calls);
  }

  isVideoCallBlocked(): boolean {
    return this.#blocks(Block.VideoCalls);
  }

  isProfileBlocked(): boolean {
    return this.#blocks(Block.Profile);
  }

  isProfileSubscriptionBlocked(): boolean {
    return this.#blocks(Block.Subscription);
  }

  // --------------------------------------------------------------------------------------------- marks of this device

  #isMarked(name: string): boolean {
    return this.kept<boolean>(name) ?? false;
  }

  #toggle(name: string): boolean {
    const marked = !this.#isMarked(name);
    this.keep(name, marked || undefined);
    return marked;
  }

  archive(archived = true): void {
    this.keep('archived', archived || undefined);
  }

  isArchived(): boolean {
    return this.#isMarked('archived');
  }

  setMuted(muted: boolean): void {
    this.keep('muted', muted || undefined);
  }

  isMuted(): boolean {
    return this.#isMarked('muted');
  }

  toggleMute(): boolean {
    return this.#toggle('muted');
  }

  setHidden(hidden: boolean): void {
    this.keep('hidden', hidden || undefined);
  }

  isHidden(): boolean {
    return this.#isMarked('hidden');
  }

  toggleHidden(): boolean {
    return this.#toggle('hidden');
  }

  setMark(marked: boolean): void {
    this.keep('marked', marked || undefined);
  }

  setMarked(marked: boolean): void {
    this.setMark(marked);
  }

  isMarked(): boolean {
    return this.#isMarked('marked');
  }

  toggleMark(): boolean {
    return this.#toggle('marked');
  }

  // --------------------------------------------------------------------------------------------------------- presence

  isOnline(): boolean {
    return this.person?.online ?? false;
  }

  /** To this user; for groups `isTypingInGroup`. */
  isTyping(): boolean {
    return this.person?.typing ?? false;
  }

  /** Has the conversation with this user open. */
  isChatting(): boolean {
    return this.person?.present ?? false;
  }

  isTypingInGroup(gid: number): boolean {
    const group = engine.chat?.group(gid);
    return group !== undefined && (this.person?.isTypingIn(group) ?? false);
  }

  isChattingInGroup(gid: number): boolean {
    const group = engine.chat?.group(gid);
    return group !== undefined && (this.person?.isPresentIn(group) ?? false);
  }

  /** `null` until it is known. */
  getLastSeen(): MesiboDateTime | null {
    const lastSeen = this.person?.lastSeen;
    if (lastSeen === undefined) return null;
    if (this.#lastSeen?.ts !== lastSeen) this.#lastSeen = new MesiboDateTime(lastSeen);
    return this.#lastSeen;
  }

  /** May be called at every key; the others hear of it every 3 seconds at most. */
  sendTyping(): number {
    this.conversation?.sendTyping();
    return C.MESIBO_RESULT_OK;
  }

  sendTypingCleared(): number {
    this.conversation?.sendTypingCleared();
    return C.MESIBO_RESULT_OK;
  }

  sendJoined(): number {
    this.conversation?.sendJoined();
    return C.MESIBO_RESULT_OK;
  }

  sendLeft(): number {
    this.conversation?.sendLeft();
    return C.MESIBO_RESULT_OK;
  }
}
