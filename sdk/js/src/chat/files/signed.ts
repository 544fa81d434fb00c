import { ServerClock, ticks } from '../../wire/clock.js';
import type { Tus } from './tus.js';

/** How long an answer counts that says no end, and how long before its end an address is renewed. */
const USE_MS = 5 * 60 * 1000;
const EARLY_MS = 60 * 1000;
const MOST_KNOWN = 500;
/** So many the server signs at once. */
const MOST_ASKED = 100;

/**
 * Addresses of the server's files from which they can be read without a token. What is asked for at the same time goes
 * to the server together; where it needs no signatures, it is not asked again for a while.
 */
export class SignedUrls {
  readonly #tus: Tus;
  readonly #clock: ServerClock;
  readonly #known = new Map<string, { url: Promise<string>; until: number }>();
  /** What leaves together when the running code has come to its end. */
  #batch: { urls: string[]; answer: Promise<string[]> } | undefined;
  #openUntil = 0;

  constructor(tus: Tus, clock = new ServerClock()) {
    this.#tus = tus;
    this.#clock = clock;
  }

  /** @param url - whole, of this server's files */
  async of(url: string): Promise<string> {
    const now = ticks();
    if (now < this.#openUntil) return url;
    const known = this.#known.get(url);
    if (known && known.until > now) return known.url;
    if (!this.#batch || this.#batch.urls.length >= MOST_ASKED) {
      const wanted: string[] = [];
      this.#batch = { urls: wanted, answer: this.#ask(wanted) };
    }
    const { urls, answer } = this.#batch;
    const at = urls.push(url) - 1;
    const signed = answer.then((all) => all[at] ?? url);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(url, { url: signed, until: now + USE_MS });
    signed.catch(() => this.#known.delete(url));
    return signed;
  }

  async #ask(wanted: string[]): Promise<string[]> {
    await undefined;
    if (this.#batch?.urls === wanted) this.#batch = undefined;
    const { urls, until } = await this.#tus.sign(wanted);
    if (!until) this.#openUntil = ticks() + USE_MS;
    else if (this.#clock.heard) {
      const end = ticks() + until - this.#clock.now() - EARLY_MS;
      for (const url of wanted) {
        const known = this.#known.get(url);
        if (known) known.until = end;
      }
    }
    return urls;
  }
}
