import type { ChatMessage } from '../chat/message.js';
import type { Conversation } from '../chat/conversation.js';
import { constants as C } from './constants.js';
import { engine } from './engine.js';
import { clearUpTo } from './history.js';
import { keys } from './keys.js';
import { MesiboV1 } from './mesibo-v1.js';

/** Deleting, recalling and wiping many messages at once. */
export class Retraction extends MesiboV1 {
  /** Seconds in which an own message may be taken back. The server has a limit of its own. */
  setMessageRetractionInterval(seconds: number): void {
    engine.retractionSeconds = Number(seconds) || 0;
  }

  getMessageRetractionInterval(): number {
    return engine.retractionSeconds;
  }

  /** What this application may change or take back of its own messages: a sum of `MESIBO_RETRACT_`. */
  setMessageRetractionPolicy(policy: number): void {
    engine.retractionPolicy = Number(policy) || 0;
  }

  getMessageRetractionPolicy(): number {
    return engine.retractionPolicy;
  }

  /** What others may change or take back of their messages on this device: a sum of `MESIBO_RETRACT_`. */
  setRemoteRetractionPolicy(policy: number): void {
    engine.remotePolicy = Number(policy) || 0;
  }

  getRemoteRetractionPolicy(): number {
    return engine.remotePolicy;
  }

  deleteMessage(mid: number, remote?: boolean | number): Promise<boolean> {
    const forAll = remote === true || remote === C.MESIBO_DELETE_RECALL || remote === C.MESIBO_DELETE_REMOVE;
    return this.#each([mid], (message) => (forAll && message.own ? message.deleteForAll() : message.delete()));
  }

  /** Several by their `mid`, or all that are not newer than a time in ms. */
  deleteMessages(what: readonly number[] | number, remote?: boolean | number): Promise<boolean> {
    if (typeof what === 'number') return this.#clear(() => what);
    return Promise.all(what.map((mid) => this.deleteMessage(mid, remote))).then((results) => results.every(Boolean));
  }

  deleteMessagesOlderThan(seconds: number): Promise<boolean> {
    return this.#clear((now) => now - seconds * 1000);
  }

  wipeMessage(mid: number): Promise<boolean> {
    return this.wipeMessages([mid]);
  }

  wipeMessages(mids: readonly number[]): Promise<boolean> {
    return this.#each(mids, (message) => message.wipe());
  }

  wipeAndRecallMessage(mid: number): Promise<boolean> {
    return this.wipeAndRecallMessages([mid]);
  }

  wipeAndRecallMessages(mids: readonly number[]): Promise<boolean> {
    return this.#each(mids, (message) => message.deleteForAll());
  }

  /** `MESIBO_DBTABLE_MESSAGES`: removes the history of this user everywhere. `MESIBO_DBTABLE_KEYS`: what `setKey` kept. */
  resetDatabase(tables: number = C.MESIBO_DBTABLE_ALL): Promise<boolean> {
    if ((tables & C.MESIBO_DBTABLE_KEYS) !== 0) keys.clear();
    if ((tables & C.MESIBO_DBTABLE_MESSAGES) === 0) return Promise.resolve((tables & C.MESIBO_DBTABLE_KEYS) !== 0);
    return this.#conversations((conversation) => conversation.clear());
  }

  /** A browser has no files for it: says no. */
  backup(_path?: unknown): boolean {
    return false;
  }

  restore(_path?: unknown): boolean {
    return false;
  }

  async #each(mids: readonly number[], act: (message: ChatMessage) => Promise<void>): Promise<boolean> {
    const chat = await engine.whenOpen();
    const found = await Promise.all(mids.map((mid) => chat.message(Number(mid))));
    return succeeded(found.map((message) => (message === undefined ? Promise.reject(new Error('no such message')) : act(message))));
  }

  async #clear(upTo: (now: number) => number): Promise<boolean> {
    const chat = await engine.whenOpen();
    return this.#conversations((conversation) => clearUpTo(conversation, upTo(chat.now())));
  }

  async #conversations(act: (conversation: Conversation) => Promise<void>): Promise<boolean> {
    const chat = await engine.whenOpen();
    return succeeded(chat.conversations().map(act));
  }
}

async function succeeded(all: Promise<void>[]): Promise<boolean> {
  const results = await Promise.allSettled(all);
  return results.every((result) => result.status === 'fulfilled');
}
