import type { Conversation } from '../chat/conversation.js';
import type { ChatMessage } from '../chat/message.js';
import { refOf } from '../chat/rows.js';
import { engine } from './engine.js';

const PAGE = 1000;

/** The messages of a conversation that are on this device, newest first. */
export async function* localMessages(conversation: Conversation): AsyncGenerator<ChatMessage> {
  for (let before: ChatMessage | undefined; ; ) {
    const page = await conversation.messages({ before, limit: PAGE, localOnly: true });
    for (let i = page.messages.length - 1; i >= 0; i--) yield page.messages[i]!;
    before = page.messages[0];
    if (before === undefined || page.messages.length < PAGE) return;
  }
}

/** How many messages on this device are such. */
export async function count(conversation: Conversation, which: (message: ChatMessage) => boolean): Promise<number> {
  let n = 0;
  for await (const message of localMessages(conversation)) if (which(message)) n++;
  return n;
}

/** Removes what is not newer than `ts`, for this user. */
export async function clearUpTo(conversation: Conversation, ts: number): Promise<void> {
  for await (const message of localMessages(conversation)) {
    if (message.ts > ts || message.order === undefined) continue;
    await engine.chat?.request({ t: 'clear', ...refOf(conversation.key), upTo: message.order });
    return;
  }
}
