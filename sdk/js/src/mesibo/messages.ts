import type { Chat } from '../chat/chat.js';
import type { Conversation } from '../chat/conversation.js';
import type { Change, NewReceipt } from '../chat/events.js';
import type { ChatMessage } from '../chat/message.js';
import { isForeground } from '../wire/features.js';
import type { ConversationKey } from '../chat/rows.js';
import { constants as C } from './constants.js';
import type { Listener } from './dispatch.js';
import { engine, type Part } from './engine.js';
import { MesiboFileTransfer } from './file.js';
import { MesiboMessage } from './message.js';
import { profiles } from './profiles.js';
import { sessions } from './sessions.js';

/** All messages that the application has seen: one object for one message, for as long as anybody holds it. */
class Messages implements Part {
  #of = new WeakMap<ChatMessage, MesiboMessage>();
  /** Those that the application holds as unread, to be told apart when that changes. */
  readonly #unread = new Map<ConversationKey, Set<MesiboMessage>>();
  /** Those that are on their way to being read. */
  readonly #reading = new Set<ChatMessage>();
  /** Those that the application has in its hands. */
  readonly #handed = new WeakSet<MesiboMessage>();
  /** Those that the application heard of before anything lay behind them. */
  readonly #announced = new WeakSet<MesiboMessage>();

  attached(chat: Chat): void {
    this.#unread.clear();
    chat.on('message', (message) => this.#arrived(message));
    chat.on('status', ({ message, receipts }) => this.#status(message, receipts));
    chat.on('changed', ({ message, what }) => this.#changed(message, what));
    chat.on('progress', ({ message, sent, total }) => this.#progress(message, total === 0 ? 0 : (100 * sent) / total));
    chat.on('conversation', (conversation) => {
      this.#refreshUnread(conversation.key);
      sessions.listChanged(conversation);
    });
  }

  of(chat: ChatMessage): MesiboMessage {
    const known = this.#of.get(chat);
    if (known !== undefined) return known;
    const { group, person } = chat.conversation;
    const conversation = group !== undefined ? profiles.group(group.gid) : profiles.ofPerson(person!);
    return this.bind(chat, new MesiboMessage(conversation, chat));
  }

  /** From now on this object is that message. */
  bind(chat: ChatMessage, message: MesiboMessage): MesiboMessage {
    this.#of.set(chat, message);
    if (message.chat !== chat) message.bind(chat);
    if (message.isUnread()) this.#unreadIn(chat.conversation.key).add(message);
    message.file.moved = () => this.#moved(message);
    return message;
  }

  #moved(message: MesiboMessage): void {
    const before = message.fileurl;
    message.refresh();
    if (message.fileurl !== before) this.#tell('Mesibo_onMessageUpdate', message, sessions.changed(message));
  }

  #unreadIn(key: ConversationKey): Set<MesiboMessage> {
    let unread = this.#unread.get(key);
    if (unread === undefined) this.#unread.set(key, (unread = new Set()));
    return unread;
  }

  /**
   * Takes over which messages of the conversation were read, and tells of those that the application has, so that it
   * draws them anew: by `Mesibo_onMessageStatus`, but not to listeners of v1, which know that of own messages only.
   */
  #refreshUnread(key: ConversationKey): void {
    const unread = this.#unread.get(key) ?? [];
    const read = [...unread].filter((message) => (message.refresh(), !message.isUnread()));
    for (const message of read) this.#unread.get(key)?.delete(message);
    for (const message of read) {
      if (this.#handed.has(message) && message.isReadByUs()) engine.listeners.tell('Mesibo_onMessageStatus', [message], sessions.changed(message), null);
    }
  }

  /** The application gets it now. */
  handOut(message: MesiboMessage, origin: number, last = false): void {
    this.#handed.add(message);
    message.handedOut(origin, last);
  }

  /** How many are unread in the conversation, or in all of them; those that are just being read do not count any more. */
  unreadIn(conversation: Conversation | null | undefined): number {
    const reading = [...this.#reading].filter((chat) => chat.unread && (conversation === undefined || chat.conversation === conversation));
    return ((conversation === undefined ? engine.chat : conversation)?.unread ?? 0) - reading.length;
  }

  /** Tells the senders that these were read; nobody counts them as unread from now on. */
  async read(unread: readonly ChatMessage[]): Promise<void> {
    if (unread.length === 0) return;
    const seen = isForeground() ? unread : []; // else it waits for somebody to look
    for (const chat of seen) this.#reading.add(chat);
    await unread[0]!.conversation.markRead(unread).catch(() => {});
    for (const chat of seen) this.#reading.delete(chat);
  }

  #arrived(chat: ChatMessage): void {
    const message = this.of(chat);
    message.refresh();
    this.handOut(message, C.MESIBO_ORIGIN_REALTIME);
    if (message.isIncoming() && engine.listeners.ask('Mesibo_onMessageFilter', [message]) === false) {
      void chat.delete().catch(() => {});
      return;
    }
    if (this.#announced.has(message)) return this.#tell('Mesibo_onMessageUpdate', message, sessions.changed(message));
    this.#tellNew(message);
  }

  /** Tells of a message of which the store does not know yet. */
  announce(message: MesiboMessage): void {
    if (this.#announced.has(message)) return this.tellStatus(message);
    this.#announced.add(message);
    this.#tellNew(message);
  }

  #tellNew(message: MesiboMessage): void {
    const { listeners, knowing } = sessions.arrived(message);
    // the first generation hears by this what comes, and of its own messages by their status
    const v1 = message.isIncoming() ? () => [message, bytesFor(message)] : null;
    engine.listeners.tell('Mesibo_onMessage', [message], listeners, v1, knowing);
  }

  tellStatus(message: MesiboMessage): void {
    this.#tell('Mesibo_onMessageStatus', message, sessions.changed(message));
  }

  #status(chat: ChatMessage, receipts: readonly NewReceipt[]): void {
    const message = this.of(chat);
    message.refresh();
    const listeners = sessions.changed(message);
    if (message.isGroupMessage() && receipts.length > 0) {
      for (const { person, status } of receipts) {
        message.receipt = { status, sender: profiles.ofPerson(person) };
        this.#tell('Mesibo_onMessageStatus', message, listeners);
      }
    } else {
      this.#tell('Mesibo_onMessageStatus', message, listeners);
    }
  }

  #changed(chat: ChatMessage, what: Change): void {
    const message = this.of(chat);
    message.refresh();
    if (!message.isUnread()) this.#unread.get(chat.conversation.key)?.delete(message);
    const listeners = sessions.changed(message);
    if (what === 'removed') sessions.removed(message);
    const failed = what === 'file' && message.isFailed();
    this.#tell(what === 'edited' || (what === 'file' && !failed) ? 'Mesibo_onMessageUpdate' : 'Mesibo_onMessageStatus', message, listeners);
  }

  #progress(chat: ChatMessage, percent: number): void {
    const message = this.of(chat);
    message.file.progress = Math.round(percent);
    const transfer = new MesiboFileTransfer(message.mid, chat.file?.local, () => message.file.url, () => {});
    transfer.setProgress(message.file.progress);
    engine.listeners.tell('Mesibo_onFileTransferProgress', [transfer]);
  }

  #tell(event: string, message: MesiboMessage, besides: Iterable<Listener>): void {
    engine.listeners.tell(event, [message], besides, () => [message, bytesFor(message)]);
  }
}

/** The second argument of v1's callbacks: the text as bytes. */
export const bytesFor = (message: MesiboMessage): Uint8Array => message.data ?? new TextEncoder().encode(message.message);

export const messages = new Messages();
