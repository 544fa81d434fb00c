import type { Client, OutgoingMessage } from '../../wire/client.js';
import { Refused, Unanswered } from '../../wire/errors.js';
import { Status, type Sent } from '../../wire/frames.js';
import type { Batch } from '../ledger/batch.js';
import { accept, done, frameOf, postponed, refuse } from '../ledger/sends.js';
import type { MessageRow, OutboxRow } from '../rows.js';
import type { Hub } from './line.js';
import type { Uploads } from './uploads.js';

/** So many are with the client at a time, which has up to 64 of them on the wire. */
const WINDOW = 200;
const UPLOADS = 2;

interface End {
  item: Item;
  sent?: Sent;
  error?: unknown;
}

interface Item {
  row: OutboxRow;
  state: 'waiting' | 'uploading' | 'handed';
}

/**
 * Transmits the outbox of the store, oldest first. A message with a file goes when its file is on the server; it does
 * not hold up those after it. What happens to a message is in the store before this forgets it.
 */
export class Sender {
  readonly #hub: Hub;
  readonly #client: Client;
  readonly #uploads: Uploads;
  readonly #items = new Map<number, Item>();
  #loaded = 0;
  #loading: Promise<void> | undefined;
  #again = false;
  #over = false;
  #handing: Promise<void> = Promise.resolve();
  #ends: End[] = [];
  #storing: Promise<void> | undefined;
  #idle: (() => void)[] = [];

  constructor(hub: Hub, client: Client, uploads: Uploads) {
    this.#hub = hub;
    this.#client = client;
    this.#uploads = uploads;
  }

  /** Something may be in the outbox that was not there. */
  wake(): void {
    if (this.#over) return;
    if (this.#loading !== undefined) {
      this.#again = true;
      return;
    }
    this.#loading = this.#load().finally(() => {
      this.#loading = undefined;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  /** Another user has logged in: nothing of this may leave in that one's name. */
  forget(): void {
    for (const { row, state } of this.#items.values()) {
      if (state === 'handed') this.#client.cancel(row.mid);
      if (state === 'uploading') this.#uploads.abort(row.place);
    }
    this.#items.clear();
    this.#loaded = 0;
  }

  /** Resolves when nothing waits to be sent. */
  async idle(): Promise<void> {
    await this.#loading;
    if (this.#items.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Whatever is unsent stays in the store, for the next connection, in this tab or another. */
  stop(): void {
    this.#over = true;
    this.#uploads.stop();
  }

  /** Takes back an unsent message; false: it is on the wire and may arrive. */
  cancel(place: number): boolean {
    const item = this.#items.get(place);
    if (item === undefined) return true;
    if (item.state === 'handed' && !this.#client.cancel(item.row.mid)) return false;
    if (item.state === 'uploading') this.#uploads.abort(place);
    this.#items.delete(place);
    this.#pump();
    return true;
  }

  /** The upload ends and its message fails; it can be sent again. */
  async failUpload(place: number): Promise<void> {
    const item = this.#items.get(place);
    if (item?.row.file === undefined || item.state === 'handed') return;
    this.#uploads.abort(place);
    this.#items.delete(place);
    await this.#hub.vault.keep((batch) => this.#fail(batch, item.row, new Error('the upload was cancelled')));
    this.#pump();
  }

  async #load(): Promise<void> {
    const rows = await this.#hub.vault.read(['outbox'], (tx) => tx.all('outbox', { from: this.#loaded + 1 }));
    for (const row of rows) {
      this.#loaded = row.place;
      this.#items.set(row.place, { row, state: 'waiting' });
    }
    this.#pump();
  }

  #pump(): void {
    if (this.#items.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    const next: Item[] = [];
    let handed = 0;
    let uploading = 0;
    for (const item of this.#items.values()) {
      if (this.#over || handed >= WINDOW) break;
      if (item.state === 'waiting' && item.row.file === undefined) next.push(this.#become(item, 'handed'));
      else if (item.state === 'waiting' && uploading < UPLOADS) void this.#upload(this.#become(item, 'uploading'));
      if (item.state === 'handed') handed++;
      else if (item.state === 'uploading') uploading++;
    }
    if (next.length > 0) this.#handing = this.#handing.then(() => this.#hand(next));
  }

  #become(item: Item, state: Item['state']): Item {
    item.state = state;
    return item;
  }

  async #upload(item: Item): Promise<void> {
    const uploaded = await this.#uploads.upload(item.row);
    if (this.#items.get(item.row.place) !== item || uploaded === 'stopped') return;
    if (uploaded === 'failed') this.#items.delete(item.row.place);
    else item.row = uploaded;
    item.state = 'waiting';
    this.#pump();
  }

  /** Gives messages to the client, one lot after the other, so that their order stays. */
  async #hand(items: Item[]): Promise<void> {
    const messages = await this.#hub.vault.read(['messages'], (tx) =>
      Promise.all(items.map(({ row }) => tx.get('messages', [row.conv, row.place]))),
    );
    for (const [at, item] of items.entries()) {
      const message = messages[at];
      if (this.#over || this.#items.get(item.row.place) !== item) continue;
      if (message === undefined) this.#ended({ item });
      else {
        this.#client.send(frameOf(message, item.row.when) as OutgoingMessage).then(
          (sent) => this.#ended({ item, sent }),
          (error: unknown) => {
            // closed: it stays in the outbox
            if (!(error instanceof Unanswered) || error.reason === 'large') this.#ended({ item, error });
          },
        );
      }
    }
  }

  /** Answers that come together are stored together. */
  #ended(end: End): void {
    this.#ends.push(end);
    this.#storing ??= this.#store().finally(() => (this.#storing = undefined));
  }

  async #store(): Promise<void> {
    await Promise.resolve();
    while (this.#ends.length > 0) {
      const ends = this.#ends;
      this.#ends = [];
      await this.#hub.vault.keep(async (batch) => {
        for (const end of ends) {
          if (end.error === undefined) await this.#settle(batch, end.item.row, end.sent);
          else await this.#fail(batch, end.item.row, end.error);
        }
      });
      for (const { item } of ends) this.#items.delete(item.row.place);
      this.#pump();
    }
  }

  async #settle(batch: Batch, row: OutboxRow, sent: Sent | undefined): Promise<void> {
    const waiting = (await batch.message(row.conv, row.place)) ?? (await batch.pending(row.conv, row.mid));
    if (sent?.scheduled !== undefined && waiting !== undefined) return postponed(batch, waiting, sent.scheduled);
    if (sent?.order !== undefined && waiting !== undefined) {
      const { order, ts = waiting.ts, status } = sent;
      return accept(batch, waiting, { order, ts, status, from: this.#hub.me });
    }
    // an entry told of it first, or it was deleted meanwhile
    const known = sent?.order === undefined ? undefined : await batch.message(row.conv, sent.order);
    if (known !== undefined) await batch.replace(known, { ...known, ts: sent?.ts ?? known.ts, from: this.#hub.me });
    else if (sent?.order !== undefined) await this.#deleteLater(batch, row, sent.order);
    done(batch, { conv: row.conv, mid: row.mid } as MessageRow, row.place);
  }

  async #deleteLater(batch: Batch, row: OutboxRow, order: number): Promise<void> {
    const { deleteOrders = [] } = await batch.conversation(row.conv);
    await batch.alter(row.conv, { deleteOrders: [...deleteOrders, order] });
  }

  async #fail(batch: Batch, row: OutboxRow, error: unknown): Promise<void> {
    const status = (error instanceof Refused ? error.status : undefined) ?? Status.Failed;
    const problem = error instanceof Error ? error.message : String(error);
    const waiting = await batch.message(row.conv, row.place);
    if (waiting !== undefined) await refuse(batch, waiting, status, problem);
    else done(batch, { conv: row.conv, mid: row.mid } as MessageRow, row.place);
  }
}
