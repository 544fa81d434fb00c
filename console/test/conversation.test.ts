import type { Message } from 'carillon-client';
import { describe, expect, it } from 'vitest';
import { Conversation } from '../src/messenger/model/conversation.svelte.js';
import { ChatMessage } from '../src/messenger/model/message.svelte.js';

const ME = 'ana';

const from = (sender: string, order: number, more: Partial<Message> = {}): Message => ({
  t: 'message',
  from: sender,
  to: sender === ME ? 'bob' : ME,
  mid: order,
  order,
  ts: order,
  flags: 3,
  content: { text: `message ${order}` },
  ...more,
});

const pending = (mid: number): ChatMessage =>
  new ChatMessage({ t: 'message', from: ME, mid, ts: 0, flags: 3, content: { text: 'pending' } }, ME);

const withBob = (): Conversation => new Conversation({ peer: 'bob' });
const mids = (conversation: Conversation): number[] => conversation.messages.map((message) => message.mid);

describe('a conversation', () => {
  it('is in the order of the server, however messages come in', () => {
    const conversation = withBob();
    for (const order of [5, 3, 9, 4]) conversation.put(from('bob', order), ME);
    expect(mids(conversation)).toEqual([3, 4, 5, 9]);
  });

  it('has each message once', () => {
    const conversation = withBob();
    expect(conversation.put(from('bob', 5), ME)).toBe(true);
    expect(conversation.put(from('bob', 5, { edited: 8, content: { text: 'changed' } }), ME)).toBe(false);
    expect(conversation.messages.map((message) => message.text)).toEqual(['changed']);
  });

  it('keeps two messages apart that have the same id by chance', () => {
    const conversation = withBob();
    conversation.put(from('bob', 5, { mid: 1 }), ME);
    conversation.put(from(ME, 6, { mid: 1 }), ME);
    expect(conversation.messages.length).toBe(2);
  });

  it('has what is not sent yet at the end, and moves it to its place when it is', () => {
    const conversation = withBob();
    const first = pending(1001);
    conversation.insert(first);
    conversation.insert(pending(1002));
    conversation.put(from('bob', 7), ME);
    expect(mids(conversation)).toEqual([7, 1001, 1002]);
    first.order = 6;
    conversation.settle(first);
    expect(mids(conversation)).toEqual([1001, 7, 1002]);
  });

  it('never takes back a state', () => {
    const conversation = withBob();
    conversation.put(from(ME, 5, { status: 3 }), ME);
    conversation.put(from(ME, 5, { status: 1 }), ME);
    expect(conversation.last?.status).toBe(3);
  });

  it('counts a message once that comes both live and in the count of the server', () => {
    const live = withBob();
    live.put(from('bob', 5), ME);
    live.count(from('bob', 5));
    live.countFrom(1, 5);
    expect(live.unread).toBe(1);

    const late = withBob();
    late.put(from('bob', 6), ME);
    late.countFrom(2, 5); // the server did not know 6 yet
    expect(late.unread).toBe(3);
    late.count(from('bob', 4)); // in the count already
    late.count(from('bob', 7));
    expect(late.unread).toBe(4);
  });

  it('is due for a receipt up to its newest message when something was unread', () => {
    const conversation = withBob();
    conversation.put(from('bob', 5, { read: true }), ME);
    conversation.markRead();
    expect(conversation.readDue).toBe(0);
    conversation.put(from('bob', 6), ME);
    conversation.put(from(ME, 7), ME);
    conversation.markRead();
    expect(conversation.readDue).toBe(7);
    expect(conversation.unread).toBe(0);
  });

  it('shows what was wiped or recalled as deleted', () => {
    const conversation = withBob();
    conversation.put(from('bob', 5, { state: 3 }), ME);
    expect(conversation.last?.gone).toBe(true);
    expect(conversation.last?.text).toBe('This message was deleted');
  });
});
