import type {
  Answers,
  AnswerTo,
  Contact,
  Content,
  Group,
  GroupPin,
  GroupSettings,
  Receipt,
  Request,
  Retraction,
} from '../wire/frames.js';
import type { Conversation, MessagePage, PageOptions } from './conversation.js';
import type { ChatFile, Draft, SendFileOptions } from './draft.js';
import type { ChatGroup, MemberPage, Permissions } from './group.js';
import type { ChatMessage } from './message.js';
import type { Person, ProfileChange, Self } from './person.js';
import type { ConversationKey, MessageRow } from './rows.js';

/** What the objects of a chat ask of what lies behind them. */
export interface Core {
  readonly self: Self;
  person(address: string): Person;
  group(gid: number): ChatGroup;
  conversation(key: ConversationKey): Conversation;
  message(row: MessageRow): ChatMessage;
  senderOf(row: MessageRow): Person;
  messageByMid(mid: number, within?: ConversationKey): Promise<ChatMessage | undefined>;

  request<R extends Request>(request: R): Promise<AnswerTo<R>>;

  send(to: ConversationKey, draft: Draft): ChatMessage;
  keep(to: ConversationKey, draft: Draft): ChatMessage;
  sendFile(to: ConversationKey, file: Blob, options: SendFileOptions): ChatMessage;
  accepted(row: MessageRow): Promise<void>;
  resend(row: MessageRow): Promise<void>;
  cancelUpload(row: MessageRow): Promise<void>;
  edit(row: MessageRow, content: Content): Promise<void>;
  retract(rows: readonly MessageRow[], how: Retraction): Promise<void>;
  clear(key: ConversationKey): Promise<void>;
  receipts(row: MessageRow): Promise<Receipt[]>;
  receiptsPage(row: MessageRow, after?: string, limit?: number): Promise<Answers['receipts']>;
  setDraft(key: ConversationKey, text: string): Promise<void>;
  setMark(key: ConversationKey, name: string, value: unknown): Promise<void>;

  readonly files: { fileOf(row: MessageRow): ChatFile | undefined };
  readonly history: {
    page(key: ConversationKey, options: PageOptions): Promise<MessagePage>;
    older(key: ConversationKey, limit: number): Promise<number>;
  };
  readonly reads: { mark(key: ConversationKey, what?: ChatMessage | readonly ChatMessage[]): Promise<void> };
  readonly presence: {
    typing(key: ConversationKey): void;
    typingCleared(key: ConversationKey): void;
    joined(key: ConversationKey): void;
    left(key: ConversationKey): void;
    send(key: ConversationKey, presence: number, value?: number, interval?: number): void;
    typingIn(key: ConversationKey): Person[];
    presentIn(key: ConversationKey): Person[];
    isOnline(address: string): boolean | undefined;
    isTyping(address: string, gid: number | undefined): boolean;
    isPresent(address: string, gid: number | undefined): boolean;
    watch(address: string): void;
    unwatch(address: string): void;
  };
  readonly roster: {
    fetch(addresses: readonly string[], gids: readonly number[]): Promise<void>;
    setContacts(contacts: readonly (Pick<Contact, 'address'> & Partial<Contact>)[]): Promise<Person[]>;
    setSelf(change: ProfileChange): Promise<void>;
  };
  readonly groups: {
    get(gid: number): Promise<Group>;
    set(gid: number, settings: GroupSettings): Promise<void>;
    members(gid: number, options: { after?: string; limit?: number }): Promise<MemberPage>;
    add(gid: number, addresses: readonly string[], permissions?: Permissions): Promise<void>;
    remove(gid: number, addresses: readonly string[]): Promise<void>;
    leave(gid: number): Promise<void>;
    delete(gid: number): Promise<void>;
    pin(request: PinRequest): Promise<GroupPin[]>;
  };
}

export type PinRequest = Extract<Request, { t: 'group.pin.add' | 'group.pin.set' | 'group.pin.remove' }>;
