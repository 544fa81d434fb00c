import type { MesiboProfile } from './profile.js';

/** One picture of a profile. The same picture is always the same object; its addresses change only with the picture. */
export class MesiboProfileImage {
  readonly #profile: MesiboProfile;
  readonly #index: number;
  readonly #urls: () => readonly string[];

  /** @internal `urls` are the addresses of all pictures of the profile. */
  constructor(profile: MesiboProfile, index: number, urls: () => readonly string[]) {
    this.#profile = profile;
    this.#index = index;
    this.#urls = urls;
  }

  getProfile(): MesiboProfile {
    return this.#profile;
  }

  getIndex(): number {
    return this.#index;
  }

  /** The address, `null` without a picture. */
  getUrl(): string | null {
    return this.#urls()[this.#index] ?? null;
  }

  getImage(): string | null {
    return this.getUrl();
  }

  getThumbnail(): string | null {
    return this.getUrl();
  }

  getImageOrThumbnail(): string | null {
    return this.getUrl();
  }

  isEmpty(): boolean {
    return this.getUrl() === null;
  }

  /** `null` after the last picture. */
  getNext(): MesiboProfileImage | null {
    return this.#index + 1 < this.#urls().length ? this.#profile.getImage(this.#index + 1) : null;
  }

  getPrevious(): MesiboProfileImage | null {
    return this.#index > 0 ? this.#profile.getImage(this.#index - 1) : null;
  }
}
