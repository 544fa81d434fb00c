import type { Chat } from '../chat/chat.js';
import { Unanswered } from '../wire/errors.js';
import { constants as C } from './constants.js';
import { engine, type Part } from './engine.js';
import { MesiboFileTransfer } from './file.js';
import type { MesiboMessage } from './message.js';
import { messages } from './messages.js';

const MOST_WAITING = 1000;

/**
 * The way of a message to the client. What was sent before the local store was open waits here, in order, at most 1,000
 * messages. Files that go to another server, or that the application uploads itself, go there first; those are not kept
 * over a reload.
 */
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
        this.#hand(chat, message);
      });
      return C.MESIBO_RESULT_OK;
    }
    if (source !== undefined && 'blob' in source && this.#leavesElsewhere(chat, message, source.blob, source.name)) return C.MESIBO_RESULT_OK;
    return this.#store(chat, message);
  }

  #fetched(url: string): Promise<Blob | undefined> {
    return fetch(url).then((response) => response.blob()).catch(() => undefined);
  }

  /** Whether the application, or the server that it named, takes the file. */
  #leavesElsewhere(chat: Chat, message: MesiboMessage, blob: Blob, name = (blob as Partial<File>).name ?? ''): boolean {
    const transfer = new MesiboFileTransfer(message.mid, blob, () => message.file.url, (ok, url) => {
      if (!ok || !url) return this.#failed(message);
      message.source = { url };
      if (blob.type !== '') message.setContentType(blob.type);
      this.#store(chat, message);
    });
    message.file.show(blob, name);
    message.filetype ??= message.file.type;
    message.fileurl = message.file.url;
    const taken = engine.listeners.ask('Mesibo_onStartFileTransfer', [transfer]) === true;
    if (!taken && engine.upload === undefined) return false;
    messages.announce(message);
    if (!taken) void this.#upload(engine.upload!, blob, name, message.mid).then((url) => transfer.setResult(url !== undefined, url));
    return true;
  }

  /** The address of the file, if the other server took it. */
  async #upload({ url, token }: { url: string; token: string }, blob: Blob, name: string, mid: number): Promise<string | undefined> {
    const form = new FormData();
    const fields = { op: 'upload', auth: token, uid: engine.chat?.self.uid, mid, source: C.MESIBO_FILESOURCE_MESSAGE };
    for (const [field, value] of Object.entries(fields)) form.set(field, String(value));
    form.set('file', blob, name || 'file');
    try {
      const answer = (await (await fetch(url, { method: 'POST', body: form })).json()) as { result?: boolean; url?: string; file?: string };
      return answer.result === false ? undefined : (answer.url ?? answer.file);
    } catch {
      return undefined;
    }
  }

  #failed(message: MesiboMessage): void {
    message.become(C.MESIBO_MSGSTATUS_FAIL);
    messages.tellStatus(message);
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
      this.#failed(message);
      const full = error instanceof Unanswered && error.reason === 'full';
      return full ? C.MESIBO_RESULT_BUFFERFULL : C.MESIBO_RESULT_BADREQ;
    }
  }
}

export const outgoing = new Outgoing();
