import { defined } from '../wire/defined.js';
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
  /** Files on their way to somewhere else than the server, and how the upload to another server is broken off. */
  readonly #transfers = new Map<MesiboMessage, { transfer: MesiboFileTransfer; upload?: AbortController }>();

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
    const { contentSource: source } = message;
    if (message.isSavedMessage()) return this.#store(chat, message);
    if (source !== undefined && 'url' in source && source.url.startsWith('blob:')) {
      void this.#fetched(source.url).then((blob) => {
        if (blob === undefined) return this.#failed(message); // without its file it would be another message
        message.contentSource = { blob };
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
      this.#transfers.delete(message);
      if (!ok || !url) return this.#failed(message);
      message.contentSource = { url };
      if (blob.type !== '') message.setContentType(blob.type);
      this.#store(chat, message);
    });
    message.file.show(blob, name);
    message.filetype ??= message.file.type;
    message.fileurl = message.file.url;
    this.#transfers.set(message, { transfer });
    const taken = engine.listeners.ask('Mesibo_onStartFileTransfer', [transfer]) === true;
    if (!taken && engine.upload === undefined) return !this.#transfers.delete(message);
    messages.announce(message);
    if (taken) return true;
    const upload = new AbortController();
    this.#transfers.set(message, { transfer, upload });
    void this.#upload(engine.upload!, blob, name, message.mid, upload.signal).then((url) => transfer.setResult(url !== undefined, url));
    return true;
  }

  /** Breaks that off. An application that carries out the transfer itself is told, and may say `setResult` before. */
  stop(message: MesiboMessage): boolean {
    const under = this.#transfers.get(message);
    if (under === undefined) return false;
    under.upload?.abort();
    engine.listeners.tell('Mesibo_onStopFileTransfer', [under.transfer]);
    under.transfer.setResult(false);
    return true;
  }

  /** The address of the file, if the other server took it. */
  async #upload({ url, token }: { url: string; token: string }, blob: Blob, name: string, mid: number, signal: AbortSignal): Promise<string | undefined> {
    const form = new FormData();
    const fields = { op: 'upload', auth: token, uid: engine.chat?.self.uid, mid, source: C.MESIBO_FILESOURCE_MESSAGE };
    for (const [field, value] of Object.entries(fields)) form.set(field, String(value));
    form.set('file', blob, name || 'file');
    try {
      const answer = (await (await fetch(url, { method: 'POST', body: form, signal })).json()) as { result?: boolean; url?: string; file?: string };
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
    const { contentSource: source } = message;
    const draft = message.draft();
    try {
      const sent = message.isSavedMessage()
        ? conversation.keep(draft)
        : source !== undefined && 'blob' in source
          ? conversation.sendFile(source.blob, { ...defined({ fileName: source.name }), ...draft })
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
