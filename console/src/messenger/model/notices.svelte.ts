import type { ChatMessage } from 'carillon-client';
import { clip } from './characters.js';
import { kept } from './kept.js';
import { labelOf, titleOf } from './names.js';
import { textOf } from './text.js';
import { Plainly } from './words.js';

const WANTED = 'carillon.messenger.notices';
const SHOWN = 140;

/** Notices of the browser about messages that come while nobody looks at the page; off until the user wants them. */
class Notices {
  readonly possible = typeof Notification !== 'undefined';
  on = $state(this.possible && Notification.permission === 'granted' && kept.get(WANTED) === 'yes');

  /** Asks the user for permission, where that was not done yet; throws where it was refused. */
  async turn(on: boolean): Promise<void> {
    if (on && (await Notification.requestPermission()) !== 'granted') throw new Plainly('The browser does not allow notices of this page.');
    kept.set(WANTED, on ? 'yes' : 'no');
    this.on = on;
  }
}

export const notices = new Notices();

export function notify(message: ChatMessage, open: () => void): void {
  if (!notices.on || document.visibilityState === 'visible') return;
  const { conversation, sender } = message;
  const text = clip(textOf(message), SHOWN);
  const notice = new Notification(titleOf(conversation), {
    body: conversation.group === undefined ? text : `${labelOf(sender)}: ${text}`,
    tag: conversation.key, // the tabs of a user show one for a chat, not one each
  });
  notice.onclick = () => {
    window.focus();
    open();
    notice.close();
  };
}
