const KEY = 'carillon.app-token';

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
  return sessionStorage.getItem(KEY);
}

export function saveAppToken(token: string): void {
  sessionStorage.setItem(KEY, token.trim());
}

export function forgetAppToken(): void {
  sessionStorage.removeItem(KEY);
}
