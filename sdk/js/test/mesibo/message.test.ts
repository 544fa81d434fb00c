import { beforeAll, describe, expect, it } from 'vitest';
import { MesiboMessage } from '../../src/mesibo/message.js';
import { Mesibo } from '../../src/mesibo/mesibo.js';

const api = Mesibo.getInstance();
const bob = api.getProfile('bob');
const desk = api.getProfile(null, 4711);

function withStatus(status: number): MesiboMessage {
  const message = bob.newMessage();
  message.setStatus(status);
  return message;
}

/** Which of these predicates hold. */
const true_of = (message: MesiboMessage, predicates: readonly (keyof MesiboMessage)[]): string[] =>
  predicates.filter((name) => (message[name] as () => boolean).call(message));

const BY_STATUS = [
  'isIncoming', 'isUnread', 'isReadByUs', 'isOutgoing', 'isInOutbox', 'isSent', 'isDelivered', 'isReadByPeer', 'isFailed',
  'isMessage', 'isCall', 'isMissedCall', 'isIncomingCall', 'isOutgoingCall', 'isDate', 'isHeader', 'isInvisible', 'isCustom',
] as const;

describe('the predicates of a message', () => {
  it.each<[number, string]>([
    [0, 'isOutgoing isInOutbox isMessage'],
    [1, 'isOutgoing isSent isMessage'],
    [2, 'isOutgoing isDelivered isMessage'],
    [3, 'isOutgoing isReadByPeer isMessage'],
    [0x12, 'isIncoming isUnread isMessage'],
    [0x13, 'isIncoming isReadByUs isMessage'],
    [0x15, 'isCall isMissedCall'],
    [0x16, 'isCall isIncomingCall'],
    [0x17, 'isCall isOutgoingCall'],
    [0x20, 'isCustom'],
    [0x23, ''],
    [0x24, 'isDate'],
    [0x25, 'isHeader'],
    [0x26, 'isInvisible'],
    [0x80, 'isOutgoing isFailed isMessage'],
    [0x83, 'isOutgoing isFailed isMessage'],
    [0x91, 'isOutgoing isFailed isMessage'],
  ])('with status %i', (status, expected) => {
    expect(true_of(withStatus(status), BY_STATUS).sort()).toEqual(expected.split(' ').filter(Boolean).sort());
  });

  it('tell video calls from voice calls by the type', () => {
    const call = withStatus(0x16);
    expect([call.isVideoCall(), call.isVoiceCall(), call.isPstnCall()]).toEqual([false, true, false]);
    call.type = 1;
    expect([call.isVideoCall(), call.isVoiceCall()]).toEqual([true, false]);
  });

  it('say how it reached the application', () => {
    const origins = [0, 1, 2, 3].map((origin) => {
      const message = bob.newMessage();
      message.setOrigin(origin);
      return true_of(message, ['isRealtimeMessage', 'isDbMessage', 'isDbSummaryMessage', 'isPendingMessage']);
    });
    expect(origins).toEqual([['isRealtimeMessage'], ['isDbMessage'], ['isDbSummaryMessage'], ['isPendingMessage']]);
  });

  it('know plain from rich ones', () => {
    const message = bob.newMessage();
    message.message = 'text';
    expect([message.isPlainMessage(), message.hasLocation()]).toEqual([true, false]);
    message.latitude = 0;
    message.longitude = 0;
    expect([message.isRichMessage(), message.hasLocation()]).toEqual([true, true]);
    expect(Object.assign(bob.newMessage(), { title: 'a title' }).isRichMessage()).toBe(true);
  });

  it('are not moved by what an application writes to its members', () => {
    const message = withStatus(0x12);
    Object.assign(message, { status: 3, origin: 2, groupid: 7, peer: 'eve' });
    expect([message.isUnread(), message.isRealtimeMessage(), message.isGroupMessage(), message.isDestinedFor(bob)]).toEqual([true, true, false, true]);
  });

  it('know the conversation', () => {
    const inGroup = desk.newMessage();
    expect([inGroup.isGroupMessage(), inGroup.isDestinedFor(desk), inGroup.isDestinedFor(bob)]).toEqual([true, true, false]);
    expect([inGroup.peer, inGroup.groupid, inGroup.profile === api.getSelfProfile(), inGroup.groupProfile === desk]).toEqual(['', 4711, true, true]);
    const direct = bob.newMessage();
    expect([direct.isDestinedFor(bob), direct.peer, direct.groupid, direct.profile === bob, direct.groupProfile]).toEqual([true, 'bob', 0, true, null]);
  });
});

describe('a message that has nothing yet', () => {
  it('has what templates ask of every row', () => {
    const date = bob.newMessage().cloneDate();
    expect([date.isDate(), date.isMessage(), date.filetype, date.fileurl, date.file.url]).toEqual([true, false, undefined, '', '']);
    expect([date.file.loadImageFromCache('nowhere'), date.getThumbnail(), date.hasFile(), date.profile === bob]).toEqual([false, null, false, true]);
    expect(date.getTimestamp()).toBe(date.getTimestamp());
  });

  it('answers about receipts without throwing', async () => {
    const heard: unknown[] = [];
    await bob.newMessage().getDeliveryTimestamp('18005551234', (time) => heard.push(time));
    await bob.newMessage().getReadTimestamp(null, (time) => heard.push(time));
    expect(heard).toEqual([null, null]);
  });
});

describe('sending before anything is started', () => {
  beforeAll(() => api.setServer('http://127.0.0.1:9'));

  it('gives the message its id at once: below 2^53, with the sender id in its low half', () => {
    const messages = Array.from({ length: 50 }, () => Object.assign(bob.newMessage(), { message: 'hello' }));
    expect(messages.map((message) => message.send())).toEqual(messages.map(() => 0));
    for (const message of messages) {
      expect(Number.isSafeInteger(message.mid) && message.mid > 0).toBe(true);
      expect(message.getMessageId()).toBe(message.mid);
      expect(api.getSenderMessageId(message.mid)).toBe(message.mid % 2 ** 32);
      expect(message.id).toBe(message.mid % 2 ** 32);
    }
    expect(new Set(messages.map(({ mid }) => mid)).size).toBe(messages.length);
  });

  it('refuses a message to nobody', () => {
    expect(api.getProfile('').newMessage().send()).toBe(0x85);
    expect(api.sendMessage({}, 1, 'text')).toBe(0x85);
  });

  it('takes the sloppy ids of v1 applications as labels only', () => {
    expect(api.sendMessage({ peer: 'bob' }, 1234, 'one')).toBe(0);
    expect(api.sendMessage({ peer: 'bob' }, 1234, 'two')).toBe(0);
    expect(bob.sendMessage(0.123456, 'three')).toBe(0);
    expect(api.sendMessage({ peer: 'me', groupid: 4711 }, 7, new TextEncoder().encode('bytes'))).toBe(0);
  });

  it('makes random numbers that are never 0 and fit 32 bits', () => {
    const numbers = Array.from({ length: 1000 }, () => api.random());
    expect(numbers.every((n) => Number.isInteger(n) && n > 0 && n < 2 ** 32)).toBe(true);
  });
});

describe('what forwards, answers and changes', () => {
  it('copies the content and marks it', () => {
    const message = Object.assign(bob.newMessage(), { message: 'text', title: 'title', type: 7 });
    const copy = message.forward(desk);
    expect([copy.message, copy.title, copy.type, copy.isForwarded(), copy.isDestinedFor(desk), copy.mid]).toEqual(['text', 'title', 7, true, true, 0]);
    expect(message.isForwarded()).toBe(false);
  });

  it('names what it answers', () => {
    const message = bob.newMessage();
    message.setInReplyTo(42);
    expect([message.isReply(), message.getInReplyTo()]).toEqual([true, 42]);
  });
});

describe('without a page', () => {
  it('takes thumbnails and files by their bytes', () => {
    const message = bob.newMessage();
    message.setThumbnail('data:image/png;base64,iVBORw0KGgo=');
    expect(message.getThumbnail()).toBe('data:image/png;base64,iVBORw0KGgo=');
    message.setThumbnail(null);
    expect(message.getThumbnail()).toBeNull();
    expect(api.sendFile({ peer: 'bob' }, 1, { fileurl: 'https://example.org/a.png', tn: new Uint8Array([137, 80, 78, 71]) })).toBe(0);
    expect(api.sendFile({ peer: 'bob' }, 1, {})).toBe(0x85);
  });
});
