import { Chat, type ChatMessage, type Conversation, type WebSocketConstructor } from 'carillon-client';
import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Timeline } from '../src/messenger/model/timeline.svelte.js';

const MOST = 160;

/** Nobody listens there: what is written waits in the store of this chat, which is what a timeline reads. */
const NOWHERE = 'http://127.0.0.1:9';

let chat: Chat;
let conversation: Conversation;
let timeline: Timeline;

beforeEach(async () => {
  chat = new Chat({ url: NOWHERE, token: 'none', database: false, webSocket: NoSocket as unknown as WebSocketConstructor });
  await chat.start();
  conversation = chat.conversation('bob');
});

afterEach(async () => {
  timeline.close();
  await chat.stop();
});

/** There is no network in these tests. */
class NoSocket {
  constructor() {
    throw new Error('no network in this test');
  }
}

async function write(count: number): Promise<ChatMessage[]> {
  const sent = Array.from({ length: count }, (_, i) => conversation.send(`${i}`));
  const last = sent.at(-1)!;
  while ((await conversation.messages({ limit: 1 })).messages[0] !== last) await new Promise((resolve) => setTimeout(resolve));
  return sent;
}

async function open(): Promise<void> {
  timeline = new Timeline(chat, conversation);
  while (!timeline.loaded) await new Promise((resolve) => setTimeout(resolve));
}

const texts = (messages: readonly ChatMessage[]): string[] => messages.map((message) => message.text);

describe('a timeline', () => {
  it('begins with the newest page', async () => {
    const sent = await write(120);
    await open();
    expect(texts(timeline.shown)).toEqual(texts(sent.slice(-50)));
    expect(timeline.atEnd).toBe(true);
    expect(timeline.atBeginning).toBe(false);
  });

  it('has every message on the page once as one goes up, never more than a few screens', async () => {
    const sent = await write(600);
    await open();
    const seen = new Set<ChatMessage>(timeline.shown);
    for (let steps = 0; timeline.shown[0] !== sent[0]; steps++) {
      expect(steps).toBeLessThan(sent.length);
      await timeline.prepareUp();
      timeline.up();
      flushSync();
      expect(timeline.shown.length).toBeLessThanOrEqual(MOST);
      expect(new Set(timeline.shown).size).toBe(timeline.shown.length);
      for (const message of timeline.shown) seen.add(message);
    }
    expect(seen.size).toBe(sent.length);
    expect(timeline.shown[0]).toBe(sent[0]);
    while (!timeline.atEnd) timeline.down();
    expect(timeline.shown.at(-1)).toBe(sent.at(-1));
    expect(texts(timeline.messages)).toEqual(texts(sent));
  });

  it('shows what is new at the end, and leaves the page alone where one reads above', async () => {
    await write(300);
    await open();
    const [next] = await write(1);
    expect(timeline.shown.at(-1)).toBe(next);
    const there = timeline.messages[5]!;
    expect(await timeline.jump(there)).toBe(true);
    const before = texts(timeline.shown);
    expect(timeline.atEnd).toBe(false);
    await there.delete();
    expect(texts(timeline.shown)).toEqual(before.filter((text) => text !== there.text));
    const [mine] = await write(1);
    expect(timeline.shown.at(-1)).toBe(mine);
  });

  it('goes to a message wherever it is', async () => {
    const sent = await write(900);
    await open();
    expect(await timeline.jump(sent[3]!)).toBe(true);
    expect(timeline.shown).toContain(sent[3]);
    expect(timeline.target).toBe(sent[3]);
    timeline.toEnd();
    expect(timeline.shown.at(-1)).toBe(sent.at(-1));
  });

  it('goes to a message while the chat is still being opened', async () => {
    const sent = await write(5);
    timeline = new Timeline(chat, conversation);
    expect(await timeline.jump(sent[1]!)).toBe(true);
    expect(timeline.target).toBe(sent[1]);
  });

  it('says so when a message is not there', async () => {
    const [gone] = await write(3);
    await gone!.delete();
    await open();
    expect(await timeline.jump(gone!)).toBe(false);
  });
});
