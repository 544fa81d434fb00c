import type { Client } from '../../wire/client.js';
import type { UserPresence } from '../../wire/frames.js';

/** The server's limit for a connection. */
const MOST = 1000;
const PIECE = 200;

/** Whose online state and profile are followed; told to the server again at every login. The oldest makes room. */
export class Watches {
  readonly #client: Client;
  readonly #came: (users: UserPresence[]) => void;
  readonly #addresses = new Set<string>();

  constructor(client: Client, came: (users: UserPresence[]) => void) {
    this.#client = client;
    this.#came = came;
  }

  async connected(): Promise<void> {
    await this.#watch([...this.#addresses]);
  }

  /** Resolves to what the server says of them; nothing while there is no connection. */
  async add(addresses: readonly string[]): Promise<UserPresence[]> {
    const fresh = addresses.filter((address) => !this.#addresses.has(address));
    for (const address of addresses) {
      this.#addresses.delete(address); // used just now: the last to make room
      this.#addresses.add(address);
    }
    const over = [...this.#addresses].slice(0, Math.max(0, this.#addresses.size - MOST));
    this.remove(over);
    return this.#watch(fresh);
  }

  remove(addresses: readonly string[]): void {
    const gone = addresses.filter((address) => this.#addresses.delete(address));
    if (gone.length > 0) this.#client.request({ t: 'unwatch', addresses: gone }).catch(() => {}); // it ends with the connection
  }

  async #watch(addresses: string[]): Promise<UserPresence[]> {
    const users: UserPresence[] = [];
    if (this.#client.connection.state !== 'online') return users;
    for (let at = 0; at < addresses.length; at += PIECE) {
      const answer = await this.#client.request({ t: 'watch', addresses: addresses.slice(at, at + PIECE) });
      this.#came(answer.users);
      users.push(...answer.users);
    }
    return users;
  }
}
