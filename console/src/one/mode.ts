/* Whether a tab shows the messenger of one user, or two users side by side. */
import { readAppToken } from '../shared/app-token.js';

export type Mode = 'one' | 'two';

const KEY = 'carillon.messenger.mode';
export const TWO = '#two';

/** What the address says, or else what this tab showed before; who came with an app token wants to see two. */
export function readMode(): Mode {
  const { hash } = location;
  if (hash.includes('invite=') || hash.startsWith('#/')) return keepMode('one');
  if (hash === TWO || hash.includes('token=')) {
    readAppToken();
    history.replaceState(null, '', location.pathname + location.search);
    return keepMode('two');
  }
  return before() ?? (readAppToken() === null ? 'one' : 'two');
}

export function keepMode(mode: Mode): Mode {
  try {
    sessionStorage.setItem(KEY, mode);
  } catch {
    // then it holds as long as the page
  }
  return mode;
}

function before(): Mode | undefined {
  try {
    const mode = sessionStorage.getItem(KEY);
    return mode === 'one' || mode === 'two' ? mode : undefined;
  } catch {
    return undefined;
  }
}
