import type { Chat } from '../chat/chat.js';
import { Unanswered } from '../wire/errors.js';
import { constants as C } from './constants.js';
import { engine, type Part } from './engine.js';
import type { MesiboMessage } from './message.js';
import { messages } from './messages.js';

const MOST_WAITING = 1000;

/** What was sent before the local store was open waits here, in order; at most 1,000 messages. */
class Outgoing implements Part {
  readonly #waiting: MesiboMessage[] = [];

  attached(): void {}

  opened(chat: Chat): void {
    for (const message of this.#waiting.splice(0)) this.#hand(chat, message);
  }

  /** 0, or why it can not be taken. */
  send(message: MesiboMessage): number {
    if (this.#waiting.includes(message)) return C.MESIBO_RESULT_OK;
    const chat = engine.chat;
    if (chat !== undefined) return this.#hand(chat, message);
    if (this.#waiting.length >= MOST_WAITING) return C.MESIBO_RESULT_BUFFERFULL;
    this.#waiting.push(message);
    return C.MESIBO_RESULT_OK;
  }

  #hand(chat: Chat, message: MesiboMessage): number {
    const { source } = message;
    if (source !== undefined && 'url' in source && source.url.startsWith('blob:')) {
      void this.#fetched(source.url).then((blob) => {
        message.source = blob && { blob };
        this.#store(chat, message);
      });
      return C.MESIBO_RESULT_OK;
    }
    return this.#store(chat, message);
  }

  #fetched(url: string): Promise<Blob | undefined> {
    return fetch(url).then((response) => response.blob()).catch(() => undefined);
  }

  #store(chat: Chat, message: MesiboMessage): number {
    const conversation = chat.conversation(message.conversation.getGroupId() || message.conversation.getAddress());
    const { source } = message;
    const draft = message.draft();
    try {
      const sent =
        source !== undefined && 'blob' in source
          ? conversation.sendFile(source.blob, { ...(source.name !== undefined && { fileName: source.name }), ...draft })
          : conversation.send(draft);
      messages.bind(sent, message);
      sent.accepted().catch(() => {}); // its status tells
      return C.MESIBO_RESULT_OK;
    } catch (error) {
      message.become(C.MESIBO_MSGSTATUS_FAIL);
      engine.listeners.tell('Mesibo_onMessageStatus', [message]);
      const full = error instanceof Unanswered && error.reason === 'full';
      return full ? C.MESIBO_RESULT_BUFFERFULL : C.MESIBO_RESULT_BADREQ;
    }
  }
}

export const outgoing = new Outgoing();
