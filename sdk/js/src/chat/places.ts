import type { ConversationKey } from './rows.js';

/** Never that of a message which was refused: its place is a multiple of 1/1024. */
const FIRST = 2 ** -17;
const STEP = 2 ** -16;

/** Places for what is shown and never stored: behind the newest message of its time, one after the other. */
export class Places {
  readonly #last = new Map<ConversationKey, number>();

  /** @param newest the highest order that can be known to the conversation */
  next(conv: ConversationKey, newest: number): number {
    const first = newest + Math.max(FIRST, newest * Number.EPSILON);
    const last = this.#last.get(conv) ?? 0;
    const place = last < first ? first : last + Math.max(STEP, last * Number.EPSILON);
    this.#last.set(conv, place);
    return place;
  }
}
