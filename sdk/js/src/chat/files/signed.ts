import type { Tus } from './tus.js';

/** How long an answer counts that says no end, and how long before its end an address is renewed. */
const USE_MS = 5 * 60 * 1000;
const EARLY_MS = 60 * 1000;
const MOST_KNOWN = 500;
/** So many the server signs at once. */
const MOST_ASKED = 100;

interface Wanted {
  url: string;
  resolve(url: string): void;
  reject(error: unknown): void;
}

/**
 * Addresses of the server's files from which they can be read without a token. What is asked for at the same time goes
 * to the server together; where it needs no signatures, it is not asked again for a while.
 */
export class SignedUrls {
  readonly #tus: Tus;
  readonly #known = new Map<string, { url: Promise<string>; until: number }>();
  #wanted: Wanted[] = [];
  #openUntil = 0;

  constructor(tus: Tus) {
    this.#tus = tus;
  }

  /** @param url - whole, of this server's files */
  of(url: string): Promise<string> {
    const now = Date.now();
    if (now < this.#openUntil) return Promise.resolve(url);
    const known = this.#known.get(url);
    if (known !== undefined && known.until > now) return known.url;
    const signed = new Promise<string>((resolve, reject) => {
      if (this.#wanted.push({ url, resolve, reject }) === 1) queueMicrotask(() => this.#askAll());
    });
    this.#known.set(url, { url: signed, until: now + USE_MS });
    signed.catch(() => this.#known.delete(url));
    for (const old of this.#known.keys()) {
      if (this.#known.size <= MOST_KNOWN) break;
      this.#known.delete(old);
    }
    return signed;
  }

  #askAll(): void {
    const wanted = this.#wanted;
    this.#wanted = [];
    for (let at = 0; at < wanted.length; at += MOST_ASKED) void this.#ask(wanted.slice(at, at + MOST_ASKED));
  }

  async #ask(wanted: Wanted[]): Promise<void> {
    try {
      const { urls, until } = await this.#tus.sign(wanted.map(({ url }) => url));
      if (until === undefined) this.#openUntil = Date.now() + USE_MS;
      wanted.forEach(({ url, resolve }, at) => {
        const known = this.#known.get(url);
        if (known !== undefined && until !== undefined) known.until = until - EARLY_MS;
        resolve(urls[at] ?? url);
      });
    } catch (error) {
      for (const { reject } of wanted) reject(error);
    }
  }
}
