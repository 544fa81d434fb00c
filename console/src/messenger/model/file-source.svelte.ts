import type { ChatFile } from 'carillon-client';
import { ownUrl } from './links.js';
import type { Session } from './session.svelte.js';

/**
 * From where a file can be shown: this device until the server has it, then the server. To be made while a component
 * starts; follows `file`.
 */
export class FileSource {
  url = $state<string>();
  /** It is not there, or the browser cannot show it. */
  broken = $state(false);

  constructor(session: Session, file: () => ChatFile | undefined) {
    $effect(() => {
      const { local, url } = file() ?? {};
      this.url = undefined;
      this.broken = false;
      if (local !== undefined) return this.#showLocal(local);
      const address = ownUrl(url, session.url);
      if (address === undefined) return undefined;
      let over = false;
      session.fileUrl(address).then((signed) => over || (this.url = signed), () => over || (this.broken = true));
      return () => (over = true);
    });
  }

  #showLocal(blob: Blob): () => void {
    const own = URL.createObjectURL(blob);
    this.url = own;
    return () => URL.revokeObjectURL(own);
  }
}
