import type { Client } from '../../wire/client.js';
import type { Content, Entry, Retraction } from '../../wire/frames.js';
import type { Batch } from '../ledger/batch.js';
import { applyEntry, clear, markRead, removeAll, takeBack } from '../ledger/entries.js';
import { done } from '../ledger/sends.js';
import { LOCAL_ORDER, refOf, type ConversationKey, type MessageRow } from '../rows.js';
import type { Chores } from './chores.js';
import type { Hub } from './line.js';
import type { Pages } from './pages.js';
import type { Sender } from './sender.js';

/** So many are marked as read in one transaction: while it runs, nothing else can be read. */
const READ_AT_ONCE = 1000;

/**
 * What a user does to messages that are there, applied here: edits and recalls after the server agreed, the rest at
 * once, with a note for `Chores`. The entries by which the server tells of it then find it done.
 */
export class Acts {
  readonly #hub: Hub;
  readonly #client: Client;
  readonly #pages: Pages;
  readonly #chores: Chores;
  readonly #sender: Sender;
  /** A conversation may have lost its last message. */
  readonly #lastGone: (conv: ConversationKey) => void;

  constructor(
    hub: Hub,
    client: Client,
    pages: Pages,
    chores: Chores,
    sender: Sender,
    lastGone: (conv: ConversationKey) => void,
  ) {
    this.#hub = hub;
    this.#client = client;
    this.#pages = pages;
    this.#chores = chores;
    this.#sender = sender;
    this.#lastGone = lastGone;
  }

  async edit(conv: ConversationKey, order: number, content: Content): Promise<void> {
    const { time: edited = 0 } = await this.#client.request({ t: 'edit', ...refOf(conv), order, content });
    await this.#apply({ t: 'edited', seq: 0, from: this.#hub.me, ...refOf(conv), order, mid: 0, content, edited });
  }

  async takeBack(conv: ConversationKey, orders: number[], how: Exclude<Retraction, 'delete'>): Promise<void> {
    await this.#client.request({ t: 'retract', ...refOf(conv), orders, how });
    await this.#hub.vault.keep((batch) => takeBack(batch, conv, orders, how));
    this.#pages.applied([{ t: 'retracted', seq: 0, ...refOf(conv), orders, how }]);
  }

  async remove(conv: ConversationKey, places: number[]): Promise<void> {
    const orders = places.filter((place) => Number.isInteger(place) && place < LOCAL_ORDER);
    const free = new Set(places.filter((place) => place > LOCAL_ORDER && this.#sender.cancel(place)));
    await this.#hub.vault.change(async (batch) => {
      for (const place of places) {
        const row = await batch.message(conv, place);
        // what is on the wire keeps its row in the outbox, so that its answer is waited for
        if (row?.local !== undefined && (place < LOCAL_ORDER || free.has(place))) done(batch, row);
      }
      await removeAll(batch, conv, places);
      const { deleteOrders = [] } = await batch.conversation(conv);
      if (orders.length > 0) await batch.alter(conv, { deleteOrders: [...deleteOrders, ...orders] });
    });
    this.#pages.applied([{ t: 'retracted', seq: 0, ...refOf(conv), orders, how: 'delete' }]);
    void this.#chores.run();
    this.#lastGone(conv);
  }

  async clear(conv: ConversationKey): Promise<void> {
    const { places, upTo } = await this.#hub.vault.read(['messages', 'keys'], async (tx) => {
      const local = await tx.all('messages', { from: [conv, LOCAL_ORDER], to: [conv, Infinity] });
      const [newest] = await tx.all('messages', { from: [conv, 0], to: [conv, LOCAL_ORDER], reverse: true, limit: 1 });
      const cursor = ((await tx.get('keys', 'cursor'))?.value as number | undefined) ?? 0;
      return { places: local.map((row) => row.order), upTo: Math.max(Math.ceil(newest?.order ?? 0), cursor) };
    });
    if (places.length > 0) await this.remove(conv, places);
    await this.#hub.vault.change(async (batch) => {
      await clear(batch, conv, upTo);
      const { clearUpTo = 0 } = await batch.conversation(conv);
      if (upTo > 0) await batch.alter(conv, { clearUpTo: Math.max(clearUpTo, upTo) });
    });
    this.#pages.applied([{ t: 'retracted', seq: 0, ...refOf(conv), upTo, how: 'clear' }]);
    void this.#chores.run();
  }

  async markRead(conv: ConversationKey, orders: number[] | undefined, upTo: number | undefined): Promise<void> {
    const some = orders === undefined ? await this.#readUpTo(conv, upTo) : await this.#readOrders(conv, orders);
    if (some) void this.#chores.run();
  }

  async #readOrders(conv: ConversationKey, orders: number[]): Promise<boolean> {
    let some = false;
    let read: number[] = [];
    await this.#hub.vault.keep(async (batch) => {
      const rows = await Promise.all(orders.map((order) => batch.message(conv, order)));
      const unread = rows.filter((row) => row?.unread !== undefined) as MessageRow[];
      some = unread.length > 0;
      if (!some) return;
      for (const row of unread) await markRead(batch, row);
      read = unread.map((row) => row.order);
      const { readOrders = [] } = await batch.conversation(conv);
      await batch.alter(conv, { readOrders: [...readOrders, ...read] });
    });
    this.#noteRead(conv, read);
    return some;
  }

  async #readUpTo(conv: ConversationKey, upTo: number | undefined): Promise<boolean> {
    let some = false;
    let more = false;
    let read: number[] = [];
    do {
      await this.#hub.vault.keep(async (batch) => {
        const { unreadThere, readUpTo = 0 } = await batch.conversation(conv);
        const range = { from: [conv, 0], to: [conv, upTo ?? Infinity], limit: READ_AT_ONCE };
        const unread = await batch.tx.byIndex('messages', 'unread', range);
        more = unread.length === READ_AT_ONCE;
        read = unread.map((row) => row.order);
        if (unread.length === 0 && unreadThere === 0) return;
        some = true;
        for (const row of unread) await markRead(batch, row);
        const order = Math.floor(Math.min(upTo ?? LOCAL_ORDER - 1, unread.at(-1)?.order ?? (await lastOrder(batch, conv))));
        await batch.alter(conv, { readUpTo: Math.max(readUpTo, order), unreadThere: 0 });
      });
      this.#noteRead(conv, read);
    } while (more);
    return some;
  }

  /** A list that is on its way was made before the server could hear of it. */
  #noteRead(conv: ConversationKey, orders: number[]): void {
    if (orders.length > 0) this.#pages.applied([{ t: 'seen', seq: 0, ...refOf(conv), orders }]);
  }

  async #apply(entry: Entry): Promise<void> {
    await this.#hub.vault.keep((batch) => applyEntry(batch, entry, this.#hub.me));
    this.#pages.applied([entry]);
  }
}

async function lastOrder(batch: Batch, conv: ConversationKey): Promise<number> {
  const range = { from: [conv, 0], to: [conv, LOCAL_ORDER - 1], reverse: true, limit: 1 };
  return (await batch.tx.all('messages', range))[0]?.order ?? 0;
}
