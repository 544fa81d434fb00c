import type { StoreChange } from './changes.js';
import { Conversation } from './conversation.js';
import type { Core } from './core.js';
import { ChatGroup } from './group.js';
import { UPDATE } from './internal.js';
import { ChatMessage } from './message.js';
import { Person, Self } from './person.js';
import {
  emptyConversation,
  type ConversationKey,
  type ConversationRow,
  type GroupRow,
  type MessageRow,
  type PersonRow,
  unknownGroup,
} from './rows.js';

interface Known<R, O> {
  row: R;
  object: O;
}

/** Every object there is, once. Messages only as long as somebody else holds them. */
export class Registry {
  readonly #core: Core;
  readonly #messages = new Map<string, WeakRef<ChatMessage>>();
  readonly #rows = new WeakMap<ChatMessage, MessageRow>();
  readonly #gone = new FinalizationRegistry<string>((id) => {
    if (this.#messages.get(id)?.deref() === undefined) this.#messages.delete(id);
  });
  readonly #conversations = new Map<ConversationKey, Known<ConversationRow, Conversation>>();
  readonly #people = new Map<string, Known<PersonRow, Person>>();
  readonly #groups = new Map<number, Known<GroupRow, ChatGroup>>();
  #self: Known<PersonRow, Self>;

  constructor(core: Core) {
    this.#core = core;
    const row: PersonRow = { address: '' };
    this.#self = { row, object: new Self(core, row) };
  }

  /** Another user: nothing that was known is true any more. */
  forget(): void {
    this.#messages.clear();
    this.#conversations.clear();
    this.#people.clear();
    this.#groups.clear();
  }

  /** Another store: what was known of conversations is nothing yet; the objects stay. */
  forgetRows(): void {
    for (const known of this.#conversations.values()) {
      known.row = emptyConversation(known.row.key);
      known.object[UPDATE](known.row);
    }
  }

  /** Takes over a row of the store that tells of no event. */
  put(change: StoreChange): void {
    if (change.t === 'conversation') this.putConversation(change.row);
    else if (change.t === 'person') this.putPerson(change.row);
    else if (change.t === 'group') this.putGroup(change.row);
  }

  // ------------------------------------------------------------------------------------------------------ messages

  /** The one object of a message, which takes over the row when that is newer. */
  message(row: MessageRow): ChatMessage {
    const id = idOf(row);
    const known = this.#messages.get(id)?.deref();
    if (known !== undefined) {
      this.#update(known, row);
      return known;
    }
    const message = new ChatMessage(this.#core, row);
    this.#rows.set(message, row);
    this.#messages.set(id, new WeakRef(message));
    this.#gone.register(message, id);
    return message;
  }

  /** The object, if somebody holds it. */
  held(row: MessageRow): ChatMessage | undefined {
    const message = this.#messages.get(idOf(row))?.deref();
    if (message !== undefined) this.#update(message, row);
    return message;
  }

  /** It is no longer here. Objects that somebody holds say so. */
  remove(row: MessageRow): ChatMessage {
    const message = this.message(row);
    message[UPDATE](this.rowOf(message), true);
    this.#messages.delete(idOf(row));
    return message;
  }

  /** The held messages of a conversation up to an order. */
  heldUpTo(conv: ConversationKey, upTo: number): MessageRow[] {
    const rows: MessageRow[] = [];
    for (const reference of this.#messages.values()) {
      const message = reference.deref();
      const row = message && this.#rows.get(message);
      if (row !== undefined && row.conv === conv && row.order <= upTo) rows.push(row);
    }
    return rows;
  }

  rowOf(message: ChatMessage): MessageRow {
    return this.#rows.get(message) as MessageRow;
  }

  #update(message: ChatMessage, row: MessageRow): void {
    if (row.rev <= this.rowOf(message).rev) return;
    this.#rows.set(message, row);
    message[UPDATE](row);
  }

  // ------------------------------------------------------------------------------------------------- conversations

  conversation(key: ConversationKey): Conversation {
    return this.#conversations.get(key)?.object ?? this.putConversation(emptyConversation(key));
  }

  conversationRow(key: ConversationKey): ConversationRow {
    return this.#conversations.get(key)?.row ?? emptyConversation(key);
  }

  putConversation(row: ConversationRow): Conversation {
    const known = this.#conversations.get(row.key);
    if (known === undefined) {
      const object = new Conversation(this.#core, row);
      this.#conversations.set(row.key, { row, object });
      return object;
    }
    if (row.rev > known.row.rev) {
      known.row = row;
      known.object[UPDATE](row);
    }
    return known.object;
  }

  conversations(): Known<ConversationRow, Conversation>[] {
    return [...this.#conversations.values()];
  }

  // ---------------------------------------------------------------------------------------------- people and groups

  get self(): Self {
    return this.#self.object;
  }

  /** Who is logged in: the object that stood for nobody yet becomes this person. */
  putSelf(row: PersonRow): void {
    if (row.address !== this.#self.object.address) {
      // The object may be in use already, so it stays; only its address was unknown.
      Object.defineProperty(this.#self.object, 'address', { value: row.address, enumerable: true, configurable: true });
    }
    this.#self.row = row;
    this.#self.object[UPDATE](row);
    this.#people.set(row.address, this.#self);
  }

  person(address: string): Person {
    return this.#people.get(address)?.object ?? this.putPerson({ address });
  }

  knowsPerson(address: string): boolean {
    return this.#people.get(address)?.row.profile !== undefined;
  }

  personRow(address: string): PersonRow {
    return this.#people.get(address)?.row ?? { address };
  }

  putPerson(row: PersonRow): Person {
    const known = this.#people.get(row.address);
    if (known === undefined) {
      const object = new Person(this.#core, row);
      this.#people.set(row.address, { row, object });
      return object;
    }
    known.row = row;
    known.object[UPDATE](row);
    return known.object;
  }

  people(): Known<PersonRow, Person>[] {
    return [...this.#people.values()];
  }

  group(gid: number): ChatGroup {
    return this.#groups.get(gid)?.object ?? this.putGroup(unknownGroup(gid));
  }

  groupRow(gid: number): GroupRow | undefined {
    return this.#groups.get(gid)?.row;
  }

  putGroup(row: GroupRow): ChatGroup {
    const known = this.#groups.get(row.gid);
    if (known === undefined) {
      const object = new ChatGroup(this.#core, row);
      this.#groups.set(row.gid, { row, object });
      return object;
    }
    known.row = row;
    known.object[UPDATE](row);
    return known.object;
  }

  groups(): Known<GroupRow, ChatGroup>[] {
    return [...this.#groups.values()];
  }
}

/** What makes a message that message: who chose its number, for which conversation. */
export function idOf(row: MessageRow): string {
  return `${row.conv} ${row.own === 1 ? '' : row.from} ${row.mid}`;
}
