import type { Chat } from '../chat/chat.js';
import { engine, type Part } from './engine.js';

const NAME = 'mesibo.keys';

/** A few values that the application keeps on this device by name. They can be read at once, because all are in memory. */
class Keys implements Part {
  #values: Record<string, string> = {};
  #changed = false;

  attached(): void {}

  opened(chat: Chat): void {
    void chat
      .getKey(NAME)
      .then((kept) => (this.#values = { ...(kept as Record<string, string> | undefined), ...this.#values }))
      .then(() => this.#changed && this.#keep())
      .catch(() => {}); // they stay in memory
  }

  get(name: string): string | null {
    return Object.hasOwn(this.#values, name) ? (this.#values[name] as string) : null;
  }

  /** Null removes it. */
  set(name: string, value: string | null): void {
    const { [name]: _, ...others } = this.#values;
    this.#values = value === null ? others : { ...others, [name]: value };
    this.#changed = true;
    this.#keep();
  }

  clear(): void {
    this.#values = {};
    this.#changed = true;
    this.#keep();
  }

  #keep(): void {
    void engine.chat?.setKey(NAME, this.#values).catch(() => {});
  }
}

export const keys = new Keys();
