/** What a page keeps in this browser, at once: `localStorage`, or only this page where the browser refuses it. */
class Kept {
  readonly #here = new Map<string, string>();

  get(key: string): string | undefined {
    try {
      return localStorage.getItem(key) ?? this.#here.get(key);
    } catch {
      return this.#here.get(key);
    }
  }

  /** `undefined` removes it. */
  set(key: string, value: string | undefined): void {
    try {
      if (value === undefined) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
      this.#here.delete(key);
    } catch {
      if (value === undefined) this.#here.delete(key);
      else this.#here.set(key, value);
    }
  }
}

export const kept = new Kept();
