const CACHE = 'mesibo-files';
const MOST_FILES = 500;

interface FetchEvent extends Event {
  request: Request;
  respondWith(response: Promise<Response>): void;
  waitUntil(promise: Promise<unknown>): void;
}

/** The parts of a service worker's scope that are used here. */
interface Scope {
  addEventListener(type: string, listener: (event: FetchEvent) => void): void;
  skipWaiting?(): Promise<void>;
  clients?: { claim(): Promise<void> };
}

/**
 * Serves the files of messages from a cache of the browser, so that a picture is fetched once. At most 500 files are
 * kept; the oldest goes first. Requests for anything else, and for parts of a file, are left alone.
 */
export function cacheFiles(storage: CacheStorage, scope: Scope, server: string | undefined): void {
  const files = `${server ?? ''}/files/`;
  scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting?.() ?? Promise.resolve()));
  scope.addEventListener('activate', (event) => event.waitUntil(scope.clients?.claim() ?? Promise.resolve()));
  scope.addEventListener('fetch', (event) => {
    const { method, url, headers } = event.request;
    if (method !== 'GET' || !url.startsWith(files) || headers.has('range')) return;
    event.respondWith(fromCache(storage, event.request));
  });
}

async function fromCache(storage: CacheStorage, request: Request): Promise<Response> {
  const cache = await storage.open(CACHE);
  const cached = await cache.match(request.url);
  if (cached) return cached;
  const response = await fetch(request.url, { mode: 'cors', credentials: 'omit' }).catch(() => fetch(request));
  if (response.status === 200 && response.type !== 'opaque') {
    void keep(cache, request.url, response.clone()).catch(() => {}); // no room is no reason not to answer
  }
  return response;
}

async function keep(cache: Cache, url: string, response: Response): Promise<void> {
  await cache.put(url, response);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_FILES)).map((old) => cache.delete(old)));
}
