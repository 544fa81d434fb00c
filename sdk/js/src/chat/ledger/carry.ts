import { defined } from '../../wire/defined.js';
import type { ConversationRow, FileRow, KeyRow, MessageRow } from '../rows.js';
import { fileKey, HERE_ONLY, LOCAL_ORDER } from '../rows.js';
import { TABLES, type Store } from '../store/store.js';
import type { Batch } from './batch.js';
import { keep, post } from './sends.js';

/** What was written in a store before it was known whose it is. */
export interface Unsent {
  messages: { row: MessageRow; when: number | undefined; file: FileRow | undefined }[];
  conversations: ConversationRow[];
  keys: KeyRow[];
}

export function unsentIn(store: Store): Promise<Unsent> {
  // to write, so that it comes after everything that was begun before
  return store.run('readwrite', TABLES, async (tx) => {
    const messages: Unsent['messages'] = [];
    const outbox = new Map((await tx.all('outbox')).map((item) => [item.place, item]));
    for (const row of await tx.all('messages')) {
      if (row.local === undefined) continue;
      messages.push({ row, when: outbox.get(row.order)?.when, file: await tx.get('files', fileKey(row)) });
    }
    messages.sort((a, b) => a.row.order - b.row.order);
    return {
      messages,
      conversations: await tx.all('conversations'),
      keys: (await tx.all('keys')).filter(({ name }) => name.startsWith('app:')),
    };
  });
}

/** Adds that to the store of the user who wrote it. What is there already stays as it is. */
export async function carry(batch: Batch, { messages, conversations, keys }: Unsent): Promise<void> {
  for (const { row, when, file } of messages) {
    const same = await batch.tx.byIndex('messages', 'mid', { from: row.mid, to: row.mid });
    if (same.some(({ conv, own }) => conv === row.conv && own === 1)) continue;
    if (row.order < LOCAL_ORDER || row.status === HERE_ONLY) await keep(batch, row, true);
    else await post(batch, row, { ...defined({ when, file }), again: true });
  }
  for (const { key, draft, marks } of conversations) {
    const { draft: now, marks: others } = await batch.conversation(key);
    if (draft !== undefined && now === undefined) await batch.alter(key, { draft });
    if (marks !== undefined) await batch.alter(key, { marks: { ...marks, ...others } });
  }
  for (const { name, value } of keys) if ((await batch.key(name)) === undefined) batch.setKey(name, value);
}
