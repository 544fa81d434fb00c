import type { SearchOptions, SearchPage, SearchPosition } from './chat.js';
import { fold } from './fold.js';
import type { ChatMessage } from './message.js';
import type { ConversationKey, MessageRow } from './rows.js';
import type { Vault } from './vault.js';

const SLICE = 500;
const DEFAULT_LIMIT = 50;

/** Looks through the local history slice by slice, and lets the page breathe between two. */
export async function search(
  vault: Vault,
  text: string,
  options: SearchOptions,
  message: (row: MessageRow) => ChatMessage,
): Promise<SearchPage> {
  const wanted = fold(text);
  const { conversation, limit = DEFAULT_LIMIT, next, signal } = options;
  const found: MessageRow[] = [];
  const keys = await conversationsFrom(vault, conversation?.key, next);
  for (const key of keys) {
    let below = next?.conv === key ? next.order : Infinity;
    for (let rows = await slice(vault, key, below); rows.length > 0; rows = await slice(vault, key, below)) {
      signal?.throwIfAborted();
      for (const row of rows) {
        below = row.order;
        if (!matches(row, wanted)) continue;
        found.push(row);
        if (found.length === limit) return { messages: found.map(message), next: { conv: key, order: below } };
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return { messages: found.map(message) };
}

async function conversationsFrom(
  vault: Vault,
  only: ConversationKey | undefined,
  next: SearchPosition | undefined,
): Promise<ConversationKey[]> {
  if (only !== undefined) return [only];
  const range = next === undefined ? {} : { from: next.conv };
  const rows = await vault.read(['conversations'], (tx) => tx.all('conversations', range));
  return rows.map((row) => row.key);
}

async function slice(vault: Vault, key: ConversationKey, below: number): Promise<MessageRow[]> {
  const range = { from: [key, 0], to: [key, below], reverse: true, limit: SLICE + 1 };
  const rows = await vault.read(['messages'], (tx) => tx.all('messages', range));
  return rows.filter((row) => row.order < below);
}

function matches({ content }: MessageRow, wanted: string): boolean {
  const { text = '', title = '', fileName = '' } = content ?? {};
  return [text, title, fileName].some((part) => fold(part).includes(wanted));
}
