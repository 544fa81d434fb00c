import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { WebSocketConstructor } from '../src/index.js';

/** The runtime's own WebSocket is not there in every Node. */
export const webSocket: WebSocketConstructor = WebSocket;

export type Frame = Record<string, unknown> & { t: string; id: number };

/** The other side of a client: a real WebSocket server that says only what a test tells it to. */
export class Peer {
  readonly #server: WebSocketServer;
  readonly #connections = new Queue<PeerConnection>();

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket) => this.#connections.push(new PeerConnection(socket)));
  }

  static async start(): Promise<Peer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    return new Peer(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws`;
  }

  /** The next connection, at which nothing was said yet. */
  accept(): Promise<PeerConnection> {
    return this.#connections.next();
  }

  /** The next connection, logged in. */
  async login(welcome: Record<string, unknown> = {}): Promise<PeerConnection> {
    const connection = await this.accept();
    connection.hello = await connection.receive('hello');
    connection.say({ ...WELCOME, time: Date.now(), ...welcome, id: connection.hello.id });
    return connection;
  }

  stop(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}

export class PeerConnection {
  hello: Frame | undefined;
  readonly #socket: WebSocket;
  readonly #frames = new Queue<Frame>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#frames.push(JSON.parse(String(data)) as Frame));
  }

  say(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }

  /** Breaks the connection without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  /** The next frame, which must be a `t`, or one of the others named. */
  async receive(t: string, ...others: string[]): Promise<Frame> {
    const frame = await this.#frames.next();
    if (frame.t !== t && !others.includes(frame.t)) throw new Error(`expected ${t}, got ${JSON.stringify(frame)}`);
    return frame;
  }

  async closed(): Promise<void> {
    if (this.#socket.readyState !== WebSocket.CLOSED) await once(this.#socket, 'close');
  }
}

const WELCOME = {
  t: 'welcome',
  v: 1,
  user: { uid: 1, address: 'ana', name: 'Ana' },
  app: { aid: 1, name: 'default' },
  device: 1,
  cursor: 0,
  head: 0,
  order: 0,
  cut: false,
  heartbeat: 30,
  groups: [],
  limits: { frame: 131072, text: 65536, data: 65536, window: 256, pageSize: 200 },
};

class Queue<T> {
  readonly #items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  push(item: T): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#items.push(item);
    else waiting(item);
  }

  next(): Promise<T> {
    const item = this.#items.shift();
    return item === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(item);
  }
}
