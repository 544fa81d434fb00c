import { above } from '../coverage.js';
import { LOCAL_ORDER } from '../rows.js';
import { countedUpTo, type Batch } from './batch.js';
import { inboxSpans } from './pages.js';

/**
 * Forgets all but the newest messages, for a store that must not grow without end. What is forgotten is older than
 * everything that stays, so one order says from where on nothing is missing here; the server has the rest.
 */
export async function trim(batch: Batch, most: number): Promise<void> {
  const rows = (await batch.tx.all('messages')).filter((row) => row.order < LOCAL_ORDER);
  if (rows.length <= most) return;
  rows.sort((a, b) => a.order - b.order);
  const old = rows.slice(0, rows.length - most);
  for (const row of old) {
    batch.tx.delete('messages', [row.conv, row.order]);
    if (row.unread === undefined) continue;
    const conversation = await batch.conversation(row.conv);
    const { unreadHere, unreadThere } = conversation;
    const counted = Math.max(countedUpTo(conversation), row.order);
    await batch.alter(row.conv, { unreadHere: Math.max(0, unreadHere - 1), unreadThere: unreadThere + 1, counted });
  }
  const floor = Math.floor(old.at(-1)?.order ?? 0) + 1;
  batch.setKey('spans', above(await inboxSpans(batch), floor));
  for (const { key } of await batch.tx.all('conversations')) {
    const { loaded } = await batch.conversation(key);
    if (loaded.some(([low]) => low < floor)) await batch.alter(key, { loaded: above(loaded, floor) });
  }
}
