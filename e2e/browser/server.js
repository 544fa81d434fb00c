// The server under test: the shipped distribution in a fresh data folder, or one that runs already.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LAUNCHER = process.env.CARILLON_LAUNCHER ?? fileURLToPath(new URL('../../carillon', import.meta.url));
const START_MS = 600_000; // the launcher may build first
const STOP_MS = 30_000;
const LOG_CHARS = 100_000;

/**
 * `CARILLON_URL` and `CARILLON_TOKEN` name a server that runs already; it can not be restarted, and is not set up by
 * `settings`, which are environment variables.
 */
export async function startServer(settings = {}) {
  const { CARILLON_URL: url, CARILLON_TOKEN: token } = process.env;
  if (url !== undefined && token !== undefined) {
    return { url, token, canRestart: false, stop: async () => {}, start: async () => {}, close: async () => {} };
  }
  const server = new Server(await mkdtemp(join(tmpdir(), 'carillon-browser-')), settings);
  await server.start();
  server.token = (await readFile(join(server.data, 'default.token'), 'utf8')).trim();
  return server;
}

/** Asks a server's Backend API with its app token, as an application's back-end does; resolves to its good answer. */
export async function askBackend({ url, token }, op, more = {}) {
  const response = await fetch(`${url}/backend`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ op, token, ...more }),
  });
  const answer = await response.json();
  if (answer.result !== true) throw new Error(`${op}: ${JSON.stringify(answer)}`);
  return answer;
}

class Server {
  canRestart = true;
  url = '';
  token = '';
  /** The end of what it has logged. */
  log = '';
  #process;

  constructor(data, settings) {
    this.data = data;
    this.settings = settings;
  }

  /** Starts it; the second time on the same port and data. */
  async start() {
    const port = this.url === '' ? '0' : new URL(this.url).port;
    const child = spawn(LAUNCHER, ['start', '--port', port, '--data', this.data], {
      env: { ...process.env, ...this.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.log = (this.log + text).slice(-LOG_CHARS);
      process.stderr.write(text);
    });
    this.#process = child;
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the server ended with code ${code} before it was ready`);
    });
    ended.catch(() => {}); // it will end some day
    this.url = await within(START_MS, 'the server to be ready', Promise.race([this.#readyLine(child), ended]));
  }

  /** As an operator stops it: SIGTERM, and everything is on the disk when it has ended. */
  async stop() {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await within(STOP_MS, 'the server to stop', exit).catch((error) => {
      child.kill('SIGKILL');
      throw error;
    });
  }

  async close() {
    await this.stop();
    await rm(this.data, { recursive: true, force: true });
  }

  #readyLine(child) {
    return new Promise((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const match = /^ready (http\S+)/.exec(line);
        if (match !== null) resolve(match[1].replace(/\/$/, ''));
      });
    });
  }
}

async function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms / 1000} s in vain for ${what}`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
