import type { GroupEvent, PresenceNotice } from '../wire/frames.js';
import type { Change as What } from './events.js';
import type { ConversationKey, ConversationRow, GroupRow, MessageRow, PersonRow } from './rows.js';

/**
 * What a transaction has changed, as plain data: the objects of this tab follow it, then the listeners are told, and
 * the other tabs do the same with the same list.
 */
export type StoreChange =
  | { t: 'message'; row: MessageRow }
  | { t: 'status'; row: MessageRow; by: { address: string; status: number; ts: number }[] }
  | { t: 'changed'; row: MessageRow; what: What }
  /** A row is different in what no listener is told of by itself. */
  | { t: 'row'; row: MessageRow }
  | { t: 'cleared'; conv: ConversationKey; upTo: number }
  | { t: 'conversation'; row: ConversationRow }
  | { t: 'person'; row: PersonRow }
  | { t: 'group'; row: GroupRow; event?: GroupEvent }
  | { t: 'progress'; row: MessageRow; sent: number; total: number }
  | { t: 'presence'; notice: PresenceNotice }
  | { t: 'online'; users: { address: string; online: boolean | undefined; lastSeen?: number }[] }
  | { t: 'synced'; cut: boolean }
  /** Everything known here was thrown away. */
  | { t: 'reset' };
