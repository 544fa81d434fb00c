import type { MesiboMessage } from './message.js';

/** The messages of a conversation that a session has handed out, oldest first, each once; in an array that stays the same. */
export class MessageList {
  readonly array: MesiboMessage[] = [];
  readonly #all = new Set<MesiboMessage>();

  has(message: MesiboMessage): boolean {
    return this.#all.has(message);
  }

  /** A page, in the order in which it was read. */
  addPage(page: readonly MesiboMessage[], oldestFirst: boolean): void {
    for (const message of page) this.#all.add(message);
    if (oldestFirst) this.array.push(...page);
    else this.array.unshift(...[...page].reverse());
  }

  /** Puts a new message where it belongs; false: it is here already. */
  add(message: MesiboMessage): boolean {
    if (this.#all.has(message)) return false;
    this.#all.add(message);
    this.array.push(message);
    this.move(message);
    return true;
  }

  /** Moves a message to where it belongs now, which is near the end if anywhere. */
  move(message: MesiboMessage): void {
    const at = this.#all.has(message) ? this.array.lastIndexOf(message) : -1;
    if (at < 0 || (inOrder(this.array[at - 1], message) && inOrder(message, this.array[at + 1]))) return;
    this.array.splice(at, 1);
    let to = this.array.length;
    while (to > 0 && !inOrder(this.array[to - 1], message)) to--;
    this.array.splice(to, 0, message);
  }

  remove(message: MesiboMessage): void {
    if (this.#all.delete(message)) this.array.splice(this.array.indexOf(message), 1);
  }

  /** Shows these instead. Nothing is touched where they are there already. */
  replace(messages: readonly MesiboMessage[]): void {
    const same = messages.length === this.array.length && messages.every((message, i) => message === this.array[i]);
    if (!same) this.array.splice(0, this.array.length, ...messages);
  }

  clear(): void {
    this.#all.clear();
    this.array.length = 0;
  }
}

/** Whether the first lies before the second; the end of the array lies before and behind everything. */
function inOrder(first: MesiboMessage | undefined, second: MesiboMessage | undefined): boolean {
  return first === undefined || second === undefined || (first.chat?.place ?? Infinity) <= (second.chat?.place ?? Infinity);
}
