import type { ChatMessage } from '../chat/message.js';
import type { ChangeByOthers } from '../chat/options.js';
import { constants as C } from './constants.js';

/** Everything is allowed. */
export const ANY_CHANGE = C.MESIBO_RETRACT_MODIFY | C.MESIBO_RETRACT_WIPE | C.MESIBO_RETRACT_DELETE | C.MESIBO_RETRACT_DELALL;

/**
 * What a sum of `MESIBO_RETRACT_` allows the sender of a message: MODIFY to edit it, WIPE to wipe it, DELETE or DELALL to
 * recall it; with DELUNREAD, DELREAD or DELMEDIA, and without DELALL, only what is unread, read, or has a file.
 */
export function mayChange(policy: number, message: ChatMessage, how: ChangeByOthers): boolean {
  const allows = (flag: number): boolean => (policy & flag) !== 0;
  if (how === 'edit') return allows(C.MESIBO_RETRACT_MODIFY);
  if (how === 'wipe') return allows(C.MESIBO_RETRACT_WIPE);
  const onlySome = allows(C.MESIBO_RETRACT_DELUNREAD | C.MESIBO_RETRACT_DELREAD | C.MESIBO_RETRACT_DELMEDIA);
  if (allows(C.MESIBO_RETRACT_DELALL) || (allows(C.MESIBO_RETRACT_DELETE) && !onlySome)) return true;
  const unread = message.own ? message.counts.read === 0 : message.unread;
  if (message.file !== undefined && allows(C.MESIBO_RETRACT_DELMEDIA)) return true;
  return allows(unread ? C.MESIBO_RETRACT_DELUNREAD : C.MESIBO_RETRACT_DELREAD);
}
