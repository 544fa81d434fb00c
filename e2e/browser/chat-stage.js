// What the tests of the JavaScript client need: users, a network that can be cut, and pages that load the client.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { askBackend } from './server.js';

const SDK = fileURLToPath(new URL('../../sdk/js', import.meta.url));
const MODULE = `${SDK}/dist/carillon-client.js`;
const WAIT_MS = 60_000;

/** The client as it is published; built when its sources are newer. */
export async function loadClient() {
  if (!existsSync(MODULE) || statSync(MODULE).mtimeMs < newest(`${SDK}/src`)) {
    execFileSync('npm', ['run', 'build'], { cwd: SDK, stdio: 'ignore' });
  }
  return import(MODULE);
}

function newest(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((file) => statSync(`${file.parentPath ?? file.path}/${file.name}`).mtimeMs));
}

let devices = 0;

/** Creates the user unless it is there; resolves to the token of a new device of it. */
export async function newToken(server, address, more = {}) {
  const token = { v2: true, javascript: true, device: `device-${++devices}`, ...more };
  const answer = await askBackend(server, 'useradd', { user: { address, name: address.toUpperCase(), token } });
  return answer.user.token;
}

/** A way to the server that can be cut: all connections break at once, and new ones as long as it is down. */
export class Network {
  #target;
  #listener;
  #sockets = new Set();
  #clients = new Set();
  #down = false;
  cuts = 0;
  /** Connections that were ever tried. */
  made = 0;

  static async to(url) {
    const network = new Network();
    network.#target = new URL(url);
    network.#listener = createTcpServer((socket) => network.#carry(socket));
    network.#listener.listen(0, '127.0.0.1');
    await once(network.#listener, 'listening');
    return network;
  }

  get url() {
    return `http://127.0.0.1:${this.#listener.address().port}`;
  }

  get connections() {
    return this.#sockets.size / 2;
  }

  cut() {
    this.cuts++;
    for (const socket of this.#sockets) reset(socket);
  }

  down() {
    this.#down = true;
    this.cut();
  }

  up() {
    this.#down = false;
  }

  /** Nothing that a client says gets through any more, while it still hears the server; until its next connection. */
  hold() {
    for (const socket of this.#clients) socket.pause();
  }

  close() {
    this.cut();
    this.#listener.close();
  }

  #carry(socket) {
    this.made++;
    if (this.#down) return reset(socket);
    this.#clients.add(socket);
    socket.on('close', () => this.#clients.delete(socket));
    const other = connect(Number(this.#target.port), this.#target.hostname);
    for (const [from, to] of [[socket, other], [other, socket]]) {
      this.#sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}

/** A connection that is being shut down can not be reset: Node keeps its handle, and the process never ends. */
function reset(socket) {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** An origin of its own with an empty page that has the client as `client`. */
export async function servePage() {
  const html = `<!doctype html><meta charset="utf-8"><title>chat</title>
<script type="module">import * as client from '/carillon-client.js'; window.client = client; window.loaded = true;</script>`;
  const listener = createServer(async (request, response) => {
    const script = request.url === '/carillon-client.js';
    response.setHeader('Content-Type', script ? 'text/javascript' : 'text/html');
    response.end(script ? await readFile(MODULE) : html);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return { url: `http://127.0.0.1:${listener.address().port}/`, close: () => listener.close() };
}

/** Waits until `condition` answers with something true, and resolves to that. */
export async function until(what, condition, ms = WAIT_MS) {
  const end = Date.now() + ms;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > end) throw new Error(`waited ${ms / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
