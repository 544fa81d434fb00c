import { defined } from '../wire/defined.js';
import type { Events } from '../wire/events.js';
import type { StoreChange } from './changes.js';
import type { ChatEvents } from './events.js';
import type { PresenceBoard } from './presence.js';
import { idOf, type Registry } from './registry.js';
import { Presence, Status, type PresenceNotice } from '../wire/frames.js';
import type { MessageRow } from './rows.js';

/** Brings the objects of this tab to where the store is, then tells the listeners. */
export class Mirror {
  readonly #registry: Registry;
  readonly #presence: PresenceBoard;
  readonly #events: Events<ChatEvents>;
  /** Who waits for an unsent message to be accepted. */
  readonly #waiting = new Map<string, ((row: MessageRow) => void)[]>();

  /** What this device has sent and the server has not answered for. */
  readonly unsent = new Map<string, MessageRow>();

  constructor(registry: Registry, presence: PresenceBoard, events: Events<ChatEvents>) {
    this.#registry = registry;
    this.#presence = presence;
    this.#events = events;
  }

  reflect(changes: readonly StoreChange[]): void {
    const tell: (() => void)[] = [];
    for (const change of changes) this.#apply(change, tell);
    for (const event of tell) event();
  }

  /** Resolves when the message is no longer on its way: accepted or refused. */
  ended(row: MessageRow): Promise<MessageRow> {
    return new Promise((resolve) => {
      const id = idOf(row);
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]);
    });
  }

  /** What was not sent will not be, from here. */
  abandon(problem: string): void {
    const rows = [...this.unsent.values()];
    for (const row of rows) this.#settle({ ...row, status: Status.Failed, problem });
    this.unsent.clear();
  }

  #apply(change: StoreChange, tell: (() => void)[]): void {
    const registry = this.#registry;
    switch (change.t) {
      case 'message': {
        const message = registry.message(change.row);
        if (change.row.local !== undefined && change.row.status === Status.Outbox) this.unsent.set(idOf(change.row), change.row);
        this.#wrote(change.row, tell);
        tell.push(() => this.#events.emit('message', message));
        return;
      }
      case 'status': {
        const message = registry.message(change.row);
        const receipts = change.by.map(({ address, status, ts }) => ({ person: registry.person(address), status, at: ts }));
        tell.push(() => this.#events.emit('status', { message, receipts }));
        if (change.row.status > Status.Outbox || change.row.scheduled !== undefined) this.#settle(change.row);
        else this.unsent.set(idOf(change.row), change.row);
        return;
      }
      case 'changed': {
        const { what } = change;
        if (what === 'removed') this.#settle(change.row);
        const message = what === 'removed' ? registry.remove(change.row) : registry.message(change.row);
        tell.push(() => this.#events.emit('changed', { message, what }));
        return;
      }
      case 'row':
        registry.held(change.row);
        return;
      case 'cleared':
        for (const row of registry.heldUpTo(change.conv, change.upTo)) {
          const message = registry.remove(row);
          tell.push(() => this.#events.emit('changed', { message, what: 'removed' }));
        }
        return;
      case 'conversation': {
        const conversation = registry.putConversation(change.row);
        if (change.row.key.startsWith('u:')) registry.person(change.row.key.slice(2));
        tell.push(() => this.#events.emit('conversation', conversation));
        return;
      }
      case 'person': {
        const person = change.row.address === registry.self.address ? registry.self : registry.person(change.row.address);
        if (person === registry.self) registry.putSelf(change.row);
        else registry.putPerson(change.row);
        tell.push(() => this.#events.emit('profile', person));
        return;
      }
      case 'group': {
        const { event, row } = change;
        const group = registry.putGroup(row);
        tell.push(() => this.#events.emit('group', { group, ...(event !== undefined && { event }) }));
        return;
      }
      case 'progress': {
        const { sent, total } = change;
        const message = registry.message(change.row);
        tell.push(() => this.#events.emit('progress', { message, sent, total }));
        return;
      }
      case 'presence':
        this.#presence.came(change.notice);
        tell.push(() => this.#presenceEvent(change.notice));
        return;
      case 'online':
        for (const { address, online, lastSeen } of this.#presence.took(change.users)) {
          const presence = online === true ? Presence.Online : Presence.Offline;
          const seen = lastSeen === undefined ? {} : { lastSeen };
          tell.push(() => this.#presenceEvent({ t: 'presence', from: address, presence, ...seen }));
        }
        return;
      case 'synced':
        tell.push(() => this.#events.emit('synced', { cut: change.cut }));
        return;
      case 'reset':
        for (const { row } of registry.conversations()) {
          for (const held of registry.heldUpTo(row.key, Infinity)) if (held.local === undefined) registry.remove(held);
        }
        return;
    }
  }

  #wrote(row: MessageRow, tell: (() => void)[]): void {
    if (row.own === 1 || !this.#presence.wrote(row.conv, row.from)) return;
    const gid = row.conv.startsWith('g:') ? { gid: Number(row.conv.slice(2)) } : {};
    tell.push(() => this.#presenceEvent({ t: 'presence', from: row.from, presence: Presence.TypingCleared, ...gid }));
  }

  #presenceEvent({ from, gid, presence, value, interval }: PresenceNotice): void {
    this.#events.emit('presence', {
      person: this.#registry.person(from),
      group: gid === undefined ? undefined : this.#registry.group(gid),
      presence,
      ...defined({ value, interval }),
    });
  }

  #settle(row: MessageRow): void {
    const id = idOf(row);
    const waiting = this.#waiting.get(id);
    this.unsent.delete(id);
    this.#waiting.delete(id);
    for (const resolve of waiting ?? []) resolve(row);
  }
}
