import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client, Refused, type ConnectOptions, type Connection, type Entry, type Message } from '../src/index.js';
import { Peer, webSocket, type Frame } from './peer.js';

let peer: Peer;
let client: Client;

beforeEach(async () => {
  peer = await Peer.start();
  client = new Client();
});

afterEach(() => {
  client.close();
  peer.stop();
});

const connect = (options: ConnectOptions = {}): void => client.connect(peer.url, 'token-1', { webSocket, ...options });

function becomes(state: Connection['state']): Promise<Connection> {
  if (client.connection.state === state) return Promise.resolve(client.connection);
  return new Promise((resolve) => {
    const stop = client.on('connection', (connection) => {
      if (connection.state !== state) return;
      stop();
      resolve(connection);
    });
  });
}

const message = (seq: number, mid: number): Message & { seq: number } => ({
  t: 'message',
  seq,
  from: 'bob',
  to: 'ana',
  mid,
  order: 9000 + seq,
  ts: 1,
  flags: 3,
  content: { text: `message ${mid}` },
});

describe('login', () => {
  it('says hello with what it was given, and is online after the welcome', async () => {
    connect({ app: 'com.acme', platform: 'python', cursor: 118, client: 'test/1', foreground: false });
    const connection = await peer.login({ cursor: 118 });
    expect(connection.hello).toMatchObject({
      v: 1,
      token: 'token-1',
      app: 'com.acme',
      platform: 'python',
      cursor: 118,
      client: 'test/1',
      foreground: false,
    });
    await becomes('online');
    expect(client.user?.address).toBe('ana');
    expect(client.cursor).toBe(118);
  });

  it('sends no cursor when it has none, so that the server goes by its own record', async () => {
    connect();
    const connection = await peer.login({ cursor: 7 });
    expect(connection.hello).not.toHaveProperty('cursor');
    await becomes('online');
    expect(client.cursor).toBe(7);
  });

  it.each([
    [4400, 'stop'],
    [4401, 'relogin'],
    [4403, 'stop'],
    [4409, 'stop'],
    [4413, 'stop'],
    [4425, 'stop'],
    [4426, 'stop'],
  ])('stops for good on close code %i, with the advice %s', async (code, advice) => {
    connect();
    (await peer.login()).close(code, 'because');
    expect(await becomes('stopped')).toMatchObject({ code, advice, reason: 'because' });
  });

  it('tells why a login was refused', async () => {
    connect();
    const connection = await peer.accept();
    const { id } = await connection.receive('hello');
    connection.say({ t: 'error', id, code: 192, name: 'AUTHFAIL', message: 'the token has expired', advice: 'relogin' });
    connection.close(4401);
    expect(await becomes('stopped')).toMatchObject({ name: 'AUTHFAIL', advice: 'relogin', reason: 'the token has expired' });
  });

  it.each([1001, 1011, 4001, 4002, 4003, 4004, 4005, 4008])('comes back after close code %i', async (code) => {
    connect();
    (await peer.login()).close(code);
    await becomes('waiting');
    await peer.login();
    await becomes('online');
  });

  it('comes back at once when told to', async () => {
    connect();
    (await peer.login()).cut();
    await becomes('waiting');
    client.reconnect();
    expect(client.connection.state).toBe('connecting');
    await peer.login();
    await becomes('online');
  });
});

describe('requests', () => {
  it('gets each its own answer, in whatever order they come', async () => {
    connect();
    const connection = await peer.login();
    await becomes('online');
    const first = client.request({ t: 'history', peer: 'bob' });
    const second = client.request({ t: 'time' });
    const history = await connection.receive('history');
    const time = await connection.receive('time');
    connection.say({ t: 'ok', id: time.id, time: 42 });
    connection.say({ t: 'history', id: history.id, messages: [], more: true });
    expect(await second).toMatchObject({ time: 42 });
    expect(await first).toMatchObject({ more: true });
  });

  it('rejects with what the server said when it refuses', async () => {
    connect();
    const connection = await peer.login();
    await becomes('online');
    const refused = client.request({ t: 'group.join', gid: 1201, pin: 1 });
    const { id } = await connection.receive('group.join');
    connection.say({ t: 'error', id, code: 193, name: 'DENIED', message: 'wrong pin', groupError: 3, advice: 'fix' });
    const error: unknown = await refused.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ message: 'wrong pin', code: 193, groupError: 3 });
  });

  it('rejects while there is no connection, and when the connection breaks', async () => {
    await expect(client.request({ t: 'time' })).rejects.toMatchObject({ reason: 'offline' });
    connect();
    const connection = await peer.login();
    await becomes('online');
    const request = client.request({ t: 'time' });
    await connection.receive('time');
    connection.cut();
    await expect(request).rejects.toMatchObject({ reason: 'disconnected' });
  });
});

describe('entries', () => {
  it('hands out each once and in order, and acknowledges them together', async () => {
    const mids: number[] = [];
    client.on('message', (m) => mids.push(m.mid));
    connect();
    const connection = await peer.login();
    for (const [seq, mid] of [[3, 30], [5, 50], [5, 50], [4, 40], [9, 90]] as const) connection.say(message(seq, mid));
    expect(await connection.receive('ack')).toEqual({ t: 'ack', seq: 9 });
    expect(mids).toEqual([30, 50, 90]);
  });

  it('go on after a break where they stopped', async () => {
    const mids: number[] = [];
    client.on('message', (m) => mids.push(m.mid));
    connect();
    const before = await peer.login();
    before.say(message(3, 30));
    await before.receive('ack');
    before.cut();
    const after = await peer.login({ cursor: 3 });
    expect(after.hello).toMatchObject({ cursor: 3 });
    after.say(message(3, 30));
    after.say(message(4, 40));
    expect(await after.receive('ack')).toEqual({ t: 'ack', seq: 4 });
    expect(mids).toEqual([30, 40]);
  });

  it('are kept before they are handed out and acknowledged', async () => {
    const log: string[] = [];
    client.on('message', (m) => log.push(`handed out ${m.mid}`));
    const keep = async (entries: readonly Entry[]): Promise<void> => {
      await Promise.resolve();
      for (const entry of entries) log.push(`kept ${entry.seq}`);
    };
    connect({ keep });
    const connection = await peer.login();
    connection.say(message(1, 10));
    await connection.receive('ack');
    connection.say(message(2, 20));
    await connection.receive('ack');
    expect(log).toEqual(['kept 1', 'handed out 10', 'kept 2', 'handed out 20']);
  });

  it('that were still being kept when the connection broke are acknowledged only when the new one has brought them', async () => {
    let kept!: () => void;
    const mids: number[] = [];
    client.on('message', (m) => mids.push(m.mid));
    connect({ keep: () => new Promise((resolve) => (kept = resolve)) });
    const before = await peer.login();
    before.say(message(5, 50));
    while (kept === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    before.cut();
    const after = await peer.login({ cursor: 0 });
    await becomes('online');
    kept();
    while (mids.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    after.say({ t: 'pong', time: 1 });
    after.say(message(3, 30));
    expect(await after.receive('ack')).toEqual({ t: 'ack', seq: 3 });
    after.say(message(5, 50));
    expect(await after.receive('ack')).toEqual({ t: 'ack', seq: 5 });
    expect(mids).toEqual([50]);
  });

  it('come again when they could not be kept', async () => {
    const mids: number[] = [];
    client.on('message', (m) => mids.push(m.mid));
    let full = true;
    connect({
      keep: () => {
        if (full) throw new Error('disk full');
      },
    });
    const before = await peer.login();
    before.say(message(1, 10));
    await before.closed();
    full = false;
    const after = await peer.login();
    after.say(message(1, 10));
    expect(await after.receive('ack')).toEqual({ t: 'ack', seq: 1 });
    expect(mids).toEqual([10]);
  });

  it('begin anew where the server says so after a cut', async () => {
    const mids: number[] = [];
    client.on('message', (m) => mids.push(m.mid));
    connect({ cursor: 500 });
    const connection = await peer.login({ cursor: 2, cut: true });
    connection.say(message(3, 30));
    expect(await connection.receive('ack')).toEqual({ t: 'ack', seq: 3 });
    expect(mids).toEqual([30]);
  });

  it('reach all listeners, even if one of them throws', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const mids: number[] = [];
    client.on('message', () => {
      throw new Error('a bug of the application');
    });
    client.on('message', (m) => mids.push(m.mid));
    connect();
    const connection = await peer.login();
    connection.say(message(1, 10));
    await connection.receive('ack');
    expect(mids).toEqual([10]);
    expect(complaint).toHaveBeenCalledOnce();
    complaint.mockRestore();
  });

  it('do not include transient messages, which are handed out all the same', async () => {
    connect();
    const connection = await peer.login();
    const transient = new Promise((resolve) => client.on('message', resolve));
    connection.say({ t: 'message', from: 'bob', to: 'ana', mid: 5, ts: 1, flags: 4, content: {} });
    expect(await transient).toMatchObject({ mid: 5 });
    expect(client.cursor).toBe(0);
  });
});

describe('sending', () => {
  it('resolves with what the server said', async () => {
    connect();
    const connection = await peer.login();
    const sent = client.send({ to: 'bob', content: { text: 'Hello' } });
    const frame = await connection.receive('send');
    expect(frame).toMatchObject({ to: 'bob', content: { text: 'Hello' } });
    connection.say({ t: 'sent', id: frame.id, mid: frame['mid'], order: 9001, ts: 5, status: 1 });
    expect(await sent).toMatchObject({ order: 9001, status: 1 });
  });

  it('waits for a connection, and sends what was not answered again, in order and with the same mid', async () => {
    const sends = [1, 2, 3].map((mid) => client.send({ mid, to: 'bob', content: { text: `${mid}` } }));
    connect();
    const before = await peer.login();
    const first = await before.receive('send');
    before.say({ t: 'sent', id: first.id, mid: 1, order: 1, ts: 1, status: 1 });
    await sends[0];
    before.cut();
    const after = await peer.login();
    for (const mid of [2, 3]) {
      const frame = await after.receive('send');
      expect(frame['mid']).toBe(mid);
      after.say({ t: 'sent', id: frame.id, mid, order: mid, ts: 1, status: 1, dup: true });
    }
    expect((await Promise.all(sends)).map((sent) => sent.mid)).toEqual([1, 2, 3]);
  });

  it('tries again when the server asks for it later', async () => {
    connect();
    const connection = await peer.login();
    const sent = client.send({ mid: 8, to: 'bob', content: {} });
    const { id } = await connection.receive('send');
    connection.say({ t: 'error', id, code: 135, name: 'RETRYLATER', message: 'stopping', mid: 8, advice: 'retry' });
    const again = await connection.receive('send');
    expect(again['mid']).toBe(8);
    connection.say({ t: 'sent', id: again.id, mid: 8, order: 1, ts: 1, status: 1 });
    expect(await sent).toMatchObject({ status: 1 });
  });

  it('sends what must come again before what was not under way yet, one at a time', async () => {
    connect();
    const connection = await peer.login();
    const sends = Array.from({ length: 70 }, (_, n) => client.send({ mid: n + 1, to: 'bob', content: {} }));
    const order: unknown[] = [];
    const answer = (frame: Frame): void => {
      order.push(frame['mid']);
      connection.say({ t: 'sent', id: frame.id, mid: frame['mid'], order: order.length, ts: 1, status: 1 });
    };
    const burst = await Promise.all(Array.from({ length: 64 }, () => connection.receive('send')));
    for (const frame of burst.slice(0, 10)) answer(frame);
    await Promise.all(sends.slice(0, 10)); // six more are under way by then
    burst.push(...(await Promise.all(Array.from({ length: 6 }, () => connection.receive('send')))));
    for (const { id, ['mid']: mid } of burst.slice(10)) {
      connection.say({ t: 'error', id, code: 140, name: 'RATELIMIT', message: 'slower', mid, status: 0x80, advice: 'retry' });
    }
    const again = await connection.receive('send');
    client.notify({ t: 'ping' });
    await connection.receive('ping'); // and no send before it: it goes alone
    answer(again);
    for (let n = 12; n <= 70; n++) answer(await connection.receive('send'));
    await Promise.all(sends);
    expect(order).toEqual(Array.from({ length: 70 }, (_, n) => n + 1));
  });

  it('rejects a message that the server refuses, and does not send it again', async () => {
    connect();
    const connection = await peer.login();
    const refused = client.send({ mid: 8, to: 'ghost', content: {} });
    const { id } = await connection.receive('send');
    connection.say({
      t: 'error', id, code: 131, name: 'NOSUCHERROR', message: 'no such user', mid: 8, status: 0x83, advice: 'fix',
    });
    await expect(refused).rejects.toMatchObject({ status: 0x83 });
    connection.cut();
    const after = await peer.login();
    await becomes('online');
    client.notify({ t: 'ping' });
    await after.receive('ping'); // and no send before it
  });

  it('rejects what is larger than a frame, and stays connected', async () => {
    connect();
    const connection = await peer.login();
    await becomes('online');
    const text = '"'.repeat(65_536); // each takes two bytes in JSON
    await expect(client.send({ to: 'bob', content: { text } })).rejects.toMatchObject({ reason: 'large' });
    const edit = client.request({ t: 'edit', peer: 'bob', order: 1, content: { text } });
    await expect(edit).rejects.toMatchObject({ reason: 'large' });
    client.notify({ t: 'ping' });
    await connection.receive('ping');
  });

  it('holds at most a thousand messages', async () => {
    const sends = Array.from({ length: 1000 }, () => client.send({ to: 'bob', content: {} }));
    await expect(client.send({ to: 'bob', content: {} })).rejects.toMatchObject({ reason: 'full' });
    client.close();
    const ends = await Promise.allSettled(sends);
    expect(ends.every((end) => end.status === 'rejected')).toBe(true);
  });
});

describe('heartbeat', () => {
  it('sends a ping after the silence that the server named', async () => {
    connect();
    const connection = await peer.login({ heartbeat: 0.05 });
    await connection.receive('ping');
  });
});
