import { random32 } from '../wire/mid.js';
import type { Listener } from './dispatch.js';
import { engine } from './engine.js';
import { Calls } from './calls.js';
import { messages } from './messages.js';
import type { MesiboProfile } from './profile.js';
import { profiles } from './profiles.js';
import { MesiboReadSession } from './read-session.js';
import { sendFile, sendMessage, type FileV1, type ParamsV1 } from './v1-send.js';

/** The methods of the first generation of the API. */
export class MesiboV1 extends Calls {
  /** `id` is a label of the application, by which status callbacks name the message. */
  sendMessage(params: ParamsV1, id: number, data?: string | Uint8Array): number {
    return sendMessage(params ?? {}, id, data);
  }

  sendFile(params: ParamsV1, id: number, file: FileV1): number {
    return sendFile(params ?? {}, id, file ?? {});
  }

  /** `(params, id)`, `(address, groupid, mid)` or `(message, mid)`. */
  sendReadReceipt(to: ParamsV1 | string | null, second?: number, third?: number): number {
    const mid = Number(third ?? second ?? (to as ParamsV1 | null)?.id);
    void engine
      .whenOpen()
      .then((chat) => chat.message(mid))
      .then((message) => (message?.unread === true ? messages.read([message]) : undefined))
      .catch(() => {});
    return 0;
  }

  /** A random number from 1 to 2^32 - 1. */
  random(): number {
    return random32() || 1;
  }

  getUniqueMessageId(): number {
    return this.random();
  }

  /** `onRead(count)` is called with the session as `this` after each page. No target: all conversations. */
  readDbSession(address: string | null, groupid: number, query: string | null, onRead: Listener): MesiboReadSession {
    const profile = this.#target(address, groupid);
    const session = new MesiboReadSession(onRead, profile);
    if (query) session.setQuery(query);
    return session;
  }

  #target(address: string | null, groupid: number): MesiboProfile | null {
    if (Number(groupid) > 0) return profiles.group(Number(groupid));
    return address ? profiles.user(address) : null;
  }

  /** A profile, or an object `{address}`, as a contact. */
  setContact(contact: { getAddress?: () => string; address?: string }): number {
    const address = contact?.getAddress?.() ?? contact?.address;
    if (!address) return 0x85;
    const profile = profiles.user(address);
    profile.setContact(true);
    profile.save();
    return 0;
  }
}

/** v1: the text that some bytes are. */
export function array2String(data: Uint8Array | number[] | null, offset = 0, length?: number): string {
  if (data === null || data === undefined) return '';
  const bytes = Uint8Array.from(data);
  return new TextDecoder().decode(bytes.subarray(offset, length === undefined ? undefined : offset + length));
}
