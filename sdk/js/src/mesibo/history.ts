import type { Conversation } from '../chat/conversation.js';
import type { ChatMessage } from '../chat/message.js';
import { refOf } from '../chat/rows.js';
import { constants as C } from './constants.js';
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

/** Kinds of messages to count; a `MESIBO_MSGSTATUS_` is one, too. */
export const [ALL, SENT, RECEIVED, FAILED] = [-1, -2, -3, -4] as const;

/** How many messages of these conversations are on this device, of a kind and, unless it is 0, of a thread. */
export async function countAll(conversations: readonly Conversation[], kind: number, thread = 0): Promise<number> {
  let n = 0;
  for (const conversation of conversations) {
    for await (const message of localMessages(conversation)) if (is(message, kind) && (!thread || message.thread === thread)) n++;
  }
  return n;
}

function is(message: ChatMessage, kind: number): boolean {
  switch (kind) {
    case ALL:
      return true;
    case SENT:
      return message.own;
    case RECEIVED:
      return !message.own;
    case FAILED:
      return message.failed;
    case C.MESIBO_MSGSTATUS_RECEIVEDNEW:
      return message.unread;
    case C.MESIBO_MSGSTATUS_RECEIVEDREAD:
      return !message.own && !message.unread;
    default:
      return message.own && message.status === kind;
  }
}

/** Removes what is not newer than `ts`, for this user. */
export async function clearUpTo(conversation: Conversation, ts: number): Promise<void> {
  for await (const message of localMessages(conversation)) {
    if (message.ts > ts || message.order === undefined) continue;
    await engine.chat?.request({ t: 'clear', ...refOf(conversation.key), upTo: message.order });
    return;
  }
}
