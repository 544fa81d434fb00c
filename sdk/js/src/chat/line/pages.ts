import type { AnswerTo, Entry, Request } from '../../wire/frames.js';
import type { Span } from '../coverage.js';
import { storePage, storeSummaries } from '../ledger/pages.js';
import { refOf, type ConversationKey } from '../rows.js';
import type { Hub } from './line.js';

const PAGE = 200;
const FIRST_PAGES = 10;
/** More than so many entries during one request: the answer is thrown away and asked for again. */
const MEANWHILE = 20_000;

export type Ask = <R extends Request>(request: R) => Promise<AnswerTo<R>>;

/**
 * Loads pages of the history and of the list of conversations into the store. An answer may be older than entries
 * of the inbox that came before it, so those are noted and applied to it again.
 */
export class Pages {
  readonly #hub: Hub;
  readonly #ask: Ask;
  readonly #flights = new Set<Entry[]>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(hub: Hub, ask: Ask) {
    this.#hub = hub;
    this.#ask = ask;
  }

  /** Entries have been applied to the store. */
  applied(entries: readonly Entry[]): void {
    for (const flight of this.#flights) for (const entry of entries) if (entry.t !== 'message') flight.push(entry);
  }

  /** One page from before an order. The same page is loaded once, whoever asks for it meanwhile. */
  older(conv: ConversationKey, before: number, limit: number): Promise<void> {
    const id = `${conv} ${before}`;
    const running = this.#running.get(id);
    if (running !== undefined) return running;
    const page = this.#older(conv, before, limit).finally(() => this.#running.delete(id));
    this.#running.set(id, page);
    return page;
  }

  #older(conv: ConversationKey, before: number, limit: number): Promise<void> {
    const request = { t: 'history', ...refOf(conv), before, limit: Math.min(limit, PAGE) } as const;
    return this.#load(request, (page, known, meanwhile) =>
      this.#hub.vault.change((batch) => storePage(batch, conv, page, before, known, meanwhile, this.#hub.me)),
    );
  }

  /** The newest conversations, at the first login and when the inbox has a gap. */
  async first(): Promise<void> {
    await this.#hub.vault.change(async (batch) => batch.setKey('listed', undefined));
    for (let page = 0; page < FIRST_PAGES; page++) if (!(await this.more())) return;
  }

  /** The next page of the list; resolves to whether there is more. */
  async more(): Promise<boolean> {
    const listed = await this.#hub.vault.key<{ before: number; more: boolean }>('listed');
    if (listed?.more === false) return false;
    const request = { t: 'conversations', limit: 100, ...(listed !== undefined && { before: listed.before }) } as const;
    let more = false;
    await this.#load(request, (answer, known, meanwhile) => {
      more = answer.more ?? false;
      // a server of an earlier version names no place, and goes on by time
      const before = answer.next ?? answer.conversations.at(-1)?.last.ts ?? 0;
      return this.#hub.vault.change(async (batch) => {
        await storeSummaries(batch, answer.conversations, known, meanwhile, this.#hub.me);
        batch.setKey('listed', { before, more });
      });
    });
    return more;
  }

  /** The newest message of a conversation, when there is none here any more. */
  newest(conv: ConversationKey): Promise<void> {
    return this.#load({ t: 'history', ...refOf(conv), limit: 1 } as const, (page, known, meanwhile) =>
      this.#hub.vault.change((batch) => storePage(batch, conv, page, undefined, known, meanwhile, this.#hub.me)),
    );
  }

  async #load<R extends Request>(
    request: R,
    store: (answer: AnswerTo<R>, known: number, meanwhile: Entry[]) => Promise<void>,
  ): Promise<void> {
    const known = await this.#hub.vault.read(['keys'], async (tx) => {
      const [cursor, head, spans] = await Promise.all(['cursor', 'head', 'spans'].map((name) => tx.get('keys', name)));
      const complete = (spans?.value as Span[] | undefined)?.at(-1)?.[0] ?? 0;
      return Math.max(Number(cursor?.value ?? 0), Number(head?.value ?? 0), complete - 1);
    });
    const meanwhile: Entry[] = [];
    this.#flights.add(meanwhile);
    try {
      const answer = await this.#ask(request);
      if (meanwhile.length > MEANWHILE) return await this.#load(request, store);
      await store(answer, known, meanwhile);
    } finally {
      this.#flights.delete(meanwhile);
    }
  }
}
