import { Refused, Unanswered } from '../../wire/errors.js';
import type { ConversationRow } from '../rows.js';
import { refOf } from '../rows.js';
import type { Hub } from './line.js';
import type { Ask } from './pages.js';

const ORDERS = 500;

/**
 * Tells the server what was read, deleted and cleared here, now or when it can be reached. What it must still hear of
 * lies in the rows of the conversations, so nothing is forgotten over a reload.
 */
export class Chores {
  readonly #hub: Hub;
  readonly #ask: Ask;
  #running = false;
  #again = false;

  constructor(hub: Hub, ask: Ask) {
    this.#hub = hub;
    this.#ask = ask;
  }

  /** There may be something to tell. */
  async run(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        const rows = await this.#hub.vault.read(['conversations'], (tx) => tx.all('conversations'));
        for (const row of rows) if (isOpen(row)) await this.#tell(row);
      } while (this.#again);
    } catch (error) {
      if (error instanceof Unanswered) return; // the connection went: the next one begins with this
      this.#hub.error({ kind: 'sync', message: error instanceof Error ? error.message : String(error), cause: error });
    } finally {
      this.#running = false;
    }
  }

  async #tell(row: ConversationRow): Promise<void> {
    const ref = refOf(row.key);
    if (row.readUpTo !== undefined) await this.#try({ t: 'read', ...ref, upTo: row.readUpTo });
    for (const orders of pieces(row.readOrders)) await this.#try({ t: 'read', ...ref, orders });
    for (const orders of pieces(row.deleteOrders)) await this.#delete(row, orders);
    if (row.clearUpTo !== undefined) await this.#try({ t: 'clear', ...ref, upTo: row.clearUpTo });
    await this.#hub.vault.keep(async (batch) => {
      const now = await batch.conversation(row.key);
      await batch.alter(row.key, {
        readUpTo: now.readUpTo === row.readUpTo ? undefined : now.readUpTo,
        clearUpTo: now.clearUpTo === row.clearUpTo ? undefined : now.clearUpTo,
        readOrders: without(now.readOrders, row.readOrders),
        deleteOrders: without(now.deleteOrders, row.deleteOrders),
      });
    });
  }

  /** The server deletes all or none: one that it no longer has must not keep the others. */
  async #delete(row: ConversationRow, orders: number[]): Promise<void> {
    const ref = refOf(row.key);
    if (await this.#try({ t: 'retract', ...ref, orders, how: 'delete' })) return;
    if (orders.length > 1) for (const order of orders) await this.#delete(row, [order]);
  }

  /** False when the server refuses it for good, as for a group that one has left. */
  async #try(request: Parameters<Ask>[0]): Promise<boolean> {
    try {
      await this.#ask(request);
      return true;
    } catch (error) {
      if (error instanceof Refused && error.advice === 'fix') return false;
      throw error;
    }
  }
}

function isOpen(row: ConversationRow): boolean {
  return (row.readUpTo ?? row.readOrders ?? row.deleteOrders ?? row.clearUpTo) !== undefined;
}

function without(now: number[] | undefined, done: number[] = []): number[] | undefined {
  const told = new Set(done);
  const left = (now ?? []).filter((order) => !told.has(order));
  return left.length === 0 ? undefined : left;
}

function* pieces(orders: number[] = []): Generator<number[]> {
  for (let at = 0; at < orders.length; at += ORDERS) yield orders.slice(at, at + ORDERS);
}
