// The golden vectors: what the server's own tests read and write, this client reads and writes too.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, CloseCodes, ErrorCodes, Refused, type ClientEvents, type Request } from '../src/index.js';
import { closeMeaning } from '../src/wire/close.js';
import { Peer, webSocket, type Frame, type PeerConnection } from './peer.js';
import { clientFrames, serverFrames } from './vectors.js';

let peer: Peer;
let client: Client;
let connection: PeerConnection;

beforeAll(async () => {
  peer = await Peer.start();
  client = new Client();
  client.connect(peer.url, 'token-1', { webSocket, cursor: 118 });
  const online = new Promise((resolve) => client.on('welcome', resolve));
  connection = await peer.login({ cursor: 118 });
  await online;
});

afterAll(() => {
  client.close();
  peer.stop();
});

const EVENTS = ['message', 'status', 'edited', 'retracted', 'seen', 'presence', 'profile', 'groupEvent'] as const;
const SESSION = ['welcome', 'pong', 'bye', 'error'];
const NOTICES = ['ping', 'ack', 'presence'];

const isEvent = (t: string): t is (typeof EVENTS)[number] => (EVENTS as readonly string[]).includes(t);

function next<K extends keyof ClientEvents>(name: K): Promise<ClientEvents[K]> {
  return new Promise((resolve) => {
    const stop = client.on(name, (event) => {
      stop();
      resolve(event);
    });
  });
}

/** The next frame but for acknowledgements of what was told before. */
async function receive(t: string): Promise<Frame> {
  for (;;) {
    const frame = await connection.receive(t, 'ack');
    if (frame.t === t && (t !== 'ack' || frame.seq === 121)) return frame;
  }
}

describe('what the server sends', () => {
  const told = serverFrames.filter(({ t }) => isEvent(t));
  it.each(told)('is told to the application: $t', async (frame) => {
    const event = next(frame.t as (typeof EVENTS)[number]);
    connection.say(frame);
    expect(await event).toEqual(frame);
  });

  const answers = serverFrames.filter(({ t }) => !isEvent(t) && !SESSION.includes(t));
  it.each(answers)('answers a request: $t', async (frame) => {
    const answer = client.request({ t: 'time' });
    const { id } = await receive('time');
    connection.say({ ...frame, id });
    expect(await answer).toEqual({ ...frame, id });
  });

  const errors = serverFrames.filter((frame) => frame.t === 'error');
  it.each(errors)('refuses a request: $name', async (frame) => {
    const answer = client.request({ t: 'time' });
    const { id } = await receive('time');
    connection.say({ ...frame, id });
    const refused = await answer.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    const { code, name: codeName, message, advice } = frame;
    expect(refused).toMatchObject({ code, codeName, message, advice });
    expect(ErrorCodes[code]).toEqual({ name: codeName, advice });
  });
});

describe('what the client sends', () => {
  const asked = clientFrames.filter(({ t }) => !NOTICES.includes(t) && t !== 'hello');
  it.each(asked)('arrives as it was given: $t', async ({ id: _, ...frame }) => {
    const answer = client.request(frame as Request);
    const { id, ...received } = await receive(frame.t);
    expect(received).toEqual(frame);
    connection.say({ t: 'ok', id });
    await answer;
  });

  it.each(clientFrames.filter(({ t }) => NOTICES.includes(t)))('arrives as it was given: $t', async (frame) => {
    client.notify(frame as Parameters<Client['notify']>[0]);
    expect(await receive(frame.t)).toEqual(frame);
  });
});

describe('the table of close codes', () => {
  it.each(Object.entries(CloseCodes))('is what the client goes by: %s', (code, { advice }) => {
    expect(closeMeaning(Number(code), '').advice).toBe(advice);
  });
});
