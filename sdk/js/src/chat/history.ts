import { Refused, Unanswered } from '../wire/errors.js';
import type { MessagePage, PageOptions } from './conversation.js';
import { spanBelow, type Span } from './coverage.js';
import { spansOf } from './ledger/pages.js';
import type { Line } from './line/line.js';
import type { ChatMessage } from './message.js';
import { emptyConversation, LOCAL_ORDER, type ConversationKey, type MessageRow } from './rows.js';
import { StoreFull } from './store/store.js';
import type { Vault } from './vault.js';

const DEFAULT_PAGE = 50;
const MOST = 1000;
const FETCH = 50;

interface Local {
  /** Newest first. */
  rows: MessageRow[];
  more: boolean;
  /** The oldest order that is known without a gap; 0: all are. */
  low: number;
}

/** Reads conversations without gaps: from the store, and from the server where the store ends. */
export class History {
  readonly #vault: Vault;
  readonly #line: () => Line;
  readonly #message: (row: MessageRow) => ChatMessage;

  constructor(vault: Vault, line: () => Line, message: (row: MessageRow) => ChatMessage) {
    this.#vault = vault;
    this.#line = line;
    this.#message = message;
  }

  async page(key: ConversationKey, { before, limit = DEFAULT_PAGE, localOnly = false }: PageOptions): Promise<MessagePage> {
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw new RangeError(`limit: must be between 1 and ${MOST}`);
    const top = before?.place ?? Infinity;
    let local = await this.#local(key, top, limit);
    while (!localOnly && local.rows.length < limit && local.low > 0) {
      const low = local.low;
      const wanted = Math.max(FETCH, limit - local.rows.length);
      const end = await this.#fetch(key, low, wanted);
      local = await this.#local(key, top, limit);
      if (end === 'end') local.more = false;
      if (end !== 'loaded' || local.low >= low) break;
    }
    return { messages: local.rows.map(this.#message).reverse(), more: local.more };
  }

  async older(key: ConversationKey, limit: number): Promise<number> {
    const { low } = await this.#local(key, Infinity, 1);
    if (low === 0 || (await this.#fetch(key, low, Math.min(limit, MOST))) !== 'loaded') return 0;
    const after = await this.#local(key, low, MOST);
    return after.rows.length;
  }

  /** `end`: the server says that there is nothing for this user. */
  async #fetch(key: ConversationKey, before: number, limit: number): Promise<'loaded' | 'end' | 'unreachable'> {
    try {
      await this.#line().older(key, before, limit);
      return 'loaded';
    } catch (error) {
      if (error instanceof Refused && error.advice === 'fix') return 'end';
      if (error instanceof Refused || error instanceof Unanswered || error instanceof StoreFull) return 'unreachable';
      throw error;
    }
  }

  #local(key: ConversationKey, top: number, limit: number): Promise<Local> {
    return this.#vault.read(['messages', 'conversations', 'keys'], async (tx) => {
      const [inbox, cursor, head] = await Promise.all(['spans', 'cursor', 'head'].map((name) => tx.get('keys', name)));
      const conversation = (await tx.get('conversations', key)) ?? emptyConversation(key);
      const behind = Number(cursor?.value ?? 0) < Number(head?.value ?? 0);
      const spans = spansOf((inbox?.value as Span[] | undefined) ?? [], conversation, behind ? Number(cursor?.value) : Infinity);
      const span = top >= LOCAL_ORDER ? spans.at(-1) : spanBelow(spans, top);
      const low = span?.[0] ?? (top >= LOCAL_ORDER ? LOCAL_ORDER : Math.ceil(top));
      const found = await tx.all('messages', { from: [key, low], to: [key, top], reverse: true, limit: limit + 2 });
      const below = found.filter((row) => row.order < top);
      return { rows: below.slice(0, limit), more: below.length > limit || low > 0, low };
    });
  }
}
