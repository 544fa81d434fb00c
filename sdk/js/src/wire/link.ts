import { ticks } from './clock.js';
import type { Hello, Notice, Request, ServerFrame } from './frames.js';

/** What is needed of a WebSocket: that of a browser and that of the package `ws` have it. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

/** The constructor of a WebSocket, for runtimes without a global one. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

/** A frame as it comes in: answers carry the `id` of their request. */
export type Incoming = ServerFrame & { id?: number };
export type Outgoing = (Hello | Request | Notice) & { id?: number };

const MAX_FRAME_BYTES = 131_072;

/** Whether a frame stays within what the server takes; a larger one would end the connection for good. */
export function fits(frame: Outgoing): boolean {
  const json = JSON.stringify(frame);
  return json.length * 3 <= MAX_FRAME_BYTES || new TextEncoder().encode(json).length <= MAX_FRAME_BYTES;
}

export interface LinkEvents {
  opened(): void;
  frame(frame: Incoming): void;
  /** Called once, at the latest when `close` is called. */
  closed(code: number, reason: string): void;
}

/**
 * In Node several frames may come in one turn. As in a browser, each has one of its own, so that who waited for an
 * answer goes on before the next frame is looked at.
 */
const turn = (globalThis as { setImmediate?: (work: () => void) => void }).setImmediate ?? ((work) => work());

const PROBE_MS = 10_000;
/** As browsers report a connection that broke without a word. */
const ABNORMAL = 1006;
const HEARTBEAT = 4003;

/** One WebSocket connection: frames in, frames out, and the heartbeat that finds out when it is dead. */
export class Link {
  readonly #socket: WebSocketLike;
  readonly #events: LinkEvents;
  #over = false;
  #lastIn = ticks();
  #lastOut = ticks();
  #beat: ReturnType<typeof setTimeout> | undefined;
  #probe: ReturnType<typeof setTimeout> | undefined;

  constructor(socket: WebSocketLike, events: LinkEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.onopen = () => {
      if (!this.#over) events.opened();
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => turn(() => this.#received(data));
    socket.onclose = ({ code, reason }: CloseEvent) => turn(() => this.#finish(code, reason));
    socket.onerror = () => {}; // a close event follows
  }

  send(frame: Outgoing): void {
    if (this.#over) return;
    this.#lastOut = ticks();
    this.#socket.send(JSON.stringify(frame));
  }

  /** Sends a ping whenever one side was silent for `seconds`, and gives up when nothing comes back. */
  startHeartbeat(seconds: number): void {
    const silence = seconds * 1000;
    const beat = (): void => {
      const wait = Math.min(this.#lastIn, this.#lastOut) + silence - ticks();
      if (wait <= 0) this.probe();
      this.#beat = setTimeout(beat, wait > 0 ? wait : silence);
    };
    clearTimeout(this.#beat);
    this.#beat = setTimeout(beat, silence);
  }

  /** Asks the other side for a sign of life; without one within 10 s the link is closed. */
  probe(): void {
    if (this.#probe !== undefined) return;
    this.send({ t: 'ping' });
    this.#probe = setTimeout(() => this.close(HEARTBEAT, 'no sign of life'), PROBE_MS);
  }

  /** Ends the link at once, whether or not the other side answers. */
  close(code: number, reason: string): void {
    if (this.#over) return;
    this.#socket.close(code === 1000 || code >= 3000 ? code : undefined);
    this.#finish(code, reason);
  }

  #received(data: unknown): void {
    if (this.#over) return;
    this.#lastIn = ticks();
    clearTimeout(this.#probe);
    this.#probe = undefined;
    const frame = parse(data);
    if (frame === undefined) this.close(ABNORMAL, 'unreadable frame');
    else this.#events.frame(frame);
  }

  #finish(code: number, reason: string): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#beat);
    clearTimeout(this.#probe);
    this.#events.closed(code, reason);
  }
}

function parse(data: unknown): Incoming | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === 'object' && frame !== null && 't' in frame ? (frame as Incoming) : undefined;
  } catch {
    return undefined;
  }
}
