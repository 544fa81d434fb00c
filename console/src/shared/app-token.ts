const KEY = 'carillon.app-token';

/** Of this page alone, where the browser keeps nothing for a tab. */
let here: string | null = null;

/**
 * The application token of this tab. It comes in by the fragment (`/#token=…`, as `carillon start` prints it), which
 * no server ever sees, is taken out of the address bar at once and kept until the tab is closed.
 */
export function readAppToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    saveAppToken(token);
  }
  return kept((storage) => storage.getItem(KEY)) ?? here;
}

export function saveAppToken(token: string): void {
  here = token.trim();
  kept((storage) => storage.setItem(KEY, token.trim()));
}

export function forgetAppToken(): void {
  here = null;
  kept((storage) => storage.removeItem(KEY));
}

/** Some browsers throw when it is touched. */
function kept<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
