import type { ChatFile } from 'carillon-client';
import { ownUrl } from './links.js';
import type { Session } from './session.svelte.js';

/**
 * From where a file can be shown: this device until the server has it, then the server; what is shown stays until the
 * other is there. To be made while a component starts; follows `file`.
 */
export class FileSource {
  url = $state<string>();
  /** It is not there, or the browser cannot show it. */
  broken = $state(false);
  /** Where it lies is being asked for. */
  asking = $state(false);
  /** An address of this device, and of which file it is. */
  #own: { url: string; file: string } | undefined;
  /** The address on the server of what is shown. */
  #address: string | undefined;

  constructor(session: Session, file: () => ChatFile | undefined) {
    $effect(() => {
      const now = file();
      this.broken = false;
      this.asking = false;
      if (now?.local !== undefined) return this.#show(now.local, nameOf(now));
      const address = ownUrl(now?.url, session.url);
      if (address !== undefined && address === this.#address) return undefined; // something else of the message has changed
      if (this.#own === undefined || this.#own.file !== nameOf(now)) this.#show(undefined, '');
      if (address === undefined) return this.#show(undefined, '');
      let over = false;
      this.asking = true;
      session.fileUrl(address).then(
        (signed) => over || this.#take(signed, address),
        () => over || this.#fail(),
      );
      return () => (over = true);
    });
    $effect(() => () => this.#forget());
  }

  #show(blob: Blob | undefined, file: string): void {
    this.#forget();
    this.#own = blob && { url: URL.createObjectURL(blob), file };
    this.url = this.#own?.url;
  }

  #take(url: string, address: string): void {
    this.#forget();
    this.#address = address;
    this.url = url;
    this.asking = false;
  }

  #fail(): void {
    this.broken = true;
    this.asking = false;
  }

  #forget(): void {
    this.#address = undefined;
    if (this.#own !== undefined) URL.revokeObjectURL(this.#own.url);
    this.#own = undefined;
  }
}

const nameOf = (file: ChatFile | undefined): string => `${file?.size} ${file?.name}`;
