import type { Platform } from '../wire/frames.js';
import type { ChatMessage } from './message.js';
import type { WebSocketConstructor } from '../wire/link.js';

/** What the sender of a message may do to it; `both`: recall and wipe. */
export type ChangeByOthers = 'edit' | 'recall' | 'wipe' | 'both';

/** What a `Chat` is made of. Only `url` and `token` are needed. */
export interface ChatOptions {
  /** The server: `https://HOST`, or the address of its WebSocket, `wss://HOST/ws`. */
  url: string;
  /** The user's access token, or where to get one. A function is asked again when the server refuses its token. */
  token: string | (() => Promise<string>);
  /** The app id for which a v1 token was issued. */
  app?: string;
  /** Name of the local store, under which each user has one; `false`: nothing is kept on this device. Default `carillon`. */
  database?: string | false;
  /**
   * `alone`: a second tab with the same token signs the first one out. `shared`: the tabs of one user share one
   * connection, which one of them holds. Needs a database, Web Locks and BroadcastChannel. Default `alone`.
   */
  tabs?: 'alone' | 'shared';
  /**
   * Whether what others do to their message counts on this device; asked when it happens. Where not, the message stays
   * here as it was. Default: it counts.
   */
  allows?: (message: ChatMessage, how: ChangeByOthers) => boolean;
  platform?: Platform;
  /** Name and version of the application. */
  client?: string;
  /** Default: the global `WebSocket`. Node has one from version 22 on; before that pass that of the package `ws`. */
  webSocket?: WebSocketConstructor;
  /** Default: the global `indexedDB`. */
  indexedDB?: IDBFactory;
}

/** Where the server's doors are. */
export interface Address {
  /** Without a slash at the end: `https://HOST`. */
  readonly http: string;
  readonly ws: string;
}

/** Throws a `TypeError` that names what is wrong with `url`. */
export function addressOf(url: string): Address {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new TypeError(`url: not an address: ${url}`);
  }
  const secure = parsed.protocol === 'https:' || parsed.protocol === 'wss:';
  if (!secure && parsed.protocol !== 'http:' && parsed.protocol !== 'ws:') {
    throw new TypeError(`url: must begin with http, https, ws or wss: ${url}`);
  }
  const path = parsed.pathname.replace(/\/(ws)?$/, '');
  return {
    http: `${secure ? 'https' : 'http'}://${parsed.host}${path}`,
    ws: `${secure ? 'wss' : 'ws'}://${parsed.host}${path}/ws`,
  };
}
