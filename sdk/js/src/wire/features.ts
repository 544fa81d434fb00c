/** What a browser has or not. In a frame without an origin of its own, or with blocked cookies, a mere mention may throw. */
interface Features {
  BroadcastChannel: typeof BroadcastChannel;
  Notification: typeof Notification;
  WebSocket: typeof WebSocket;
  crypto: Crypto;
  document: Document;
  indexedDB: IDBFactory;
  localStorage: Storage;
  locks: LockManager;
  navigator: Navigator;
  performance: Performance;
  serviceWorker: ServiceWorkerContainer;
  sessionStorage: Storage;
  window: Window;
}

export type Feature = keyof Features;

const READ: { readonly [F in Feature]: () => Features[F] | null | undefined } = {
  BroadcastChannel: () => globalThis.BroadcastChannel,
  Notification: () => globalThis.Notification,
  WebSocket: () => globalThis.WebSocket,
  crypto: () => globalThis.crypto,
  document: () => globalThis.document,
  indexedDB: () => globalThis.indexedDB,
  localStorage: () => globalThis.localStorage,
  locks: () => globalThis.navigator?.locks,
  navigator: () => globalThis.navigator,
  performance: () => globalThis.performance,
  serviceWorker: () => globalThis.navigator?.serviceWorker,
  sessionStorage: () => globalThis.sessionStorage,
  window: () => globalThis.window,
};

/**
 * A feature of the browser, or undefined where there is none or it may not be touched. Everything that the client uses
 * of a browser besides timers and `fetch` is reached by this.
 */
export function feature<F extends Feature>(name: F): Features[F] | undefined {
  try {
    return READ[name]() ?? undefined;
  } catch {
    return undefined;
  }
}

/** Why a feature cannot be used, in words; undefined where it can. */
export function lack(name: Feature): string | undefined {
  try {
    return READ[name]() == null ? `there is no ${name} here` : undefined;
  } catch (error) {
    return `${name} may not be used here: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Whether somebody can see this page. What has no page, a worker or Node, counts as seen. */
export function isForeground(): boolean {
  try {
    return feature('document')?.visibilityState !== 'hidden';
  } catch {
    return true;
  }
}

/** Calls `listener` when that changes, until the returned function is called. */
export function onForeground(listener: (foreground: boolean) => void): () => void {
  const changed = (): void => listener(isForeground());
  try {
    const page = feature('document');
    page?.addEventListener('visibilitychange', changed);
    return () => page?.removeEventListener('visibilitychange', changed);
  } catch {
    return () => {};
  }
}
