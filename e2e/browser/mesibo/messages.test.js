// What messages carry, and what is done with them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Stage, write } from './stage.js';

let stage, ana, bob;

before(async () => {
  stage = await Stage.start('ana', 'bob');
  ana = await stage.open(stage.tokens.ana, '&database=messages');
  bob = await stage.open(stage.tokens.bob);
});

after(() => stage?.close());

/** Sends a message that `fill` makes on ana's page, and answers with what `look` finds of it on bob's. */
async function received(fill, look) {
  const mid = await ana.evaluate(`(async () => {
    const m = api.getProfile('bob').newMessage();
    (${fill})(m);
    if (m.send() !== 0) throw new Error('not sent');
    await until(() => m.status >= 1);
    return m.mid;
  })()`);
  return bob.evaluate(`(async () => {
    await until(() => heard('Mesibo_onMessage').some(([m]) => m?.mid === ${mid}));
    const [m] = heard('Mesibo_onMessage').find(([m]) => m?.mid === ${mid});
    return (${look})(m);
  })()`);
}

describe('messages', { concurrency: false, timeout: 60_000 }, () => {
  it('carry rich fields, a place, a type and fields of the application', async () => {
    const found = await received(
      (m) => {
        Object.assign(m, { message: 'text', title: 'title', subtitle: 'subtitle', footer: 'footer', launchurl: 'https://example.org/', latitude: 47.5, longitude: -122.25, type: 7 });
        m.setString('colour', 'blue');
        m.setInt('floor', 3);
        m.setBoolean('urgent', true);
        m.setDouble('share', 0.5);
        m.setSensitivity(2);
        m.setThreadId(99);
      },
      (m) => [m.message, m.title, m.subtitle, m.footer, m.launchurl, m.latitude, m.longitude, m.type, m.isRichMessage(), m.hasLocation(), m.getString('colour', ''), m.getInt('floor', 0), m.getBoolean('urgent', false), m.getDouble('share', 0), m.getSensitivity(), m.getThreadId(), m.getString('nothing', 'none')],
    );
    assert.deepEqual(found, ['text', 'title', 'subtitle', 'footer', 'https://example.org/', 47.5, -122.25, 7, true, true, 'blue', 3, true, 0.5, 2, 99, 'none']);
  });

  it('carry bytes that are no text, and text for any type', async () => {
    const bytes = await received((m) => m.setData(new Uint8Array([0xff, 0, 0xfe])), (m) => [[...m.data], m.message]);
    assert.deepEqual(bytes, [[0xff, 0, 0xfe], '']);
    const json = await received((m) => Object.assign(m, { message: '{"board":1}', type: 7, expiry: 0 }), (m) => [m.message, m.type, m.data === undefined]);
    assert.deepEqual(json, ['{"board":1}', 7, true]);
  });

  it('point at a file elsewhere, whose kind its address or the application says', async () => {
    const picture = await received((m) => m.setContent('https://example.org/a.png'), (m) => [m.fileurl, m.file.url === m.fileurl, m.filetype, m.hasImage(), m.isImage(), m.getFile() === m.file, m.isPlainMessage()]);
    assert.deepEqual(picture, ['https://example.org/a.png', true, 1, true, true, true, false]);
    const video = await received((m) => (m.setContent('https://example.org/watch?v=1'), m.setContentType(2)), (m) => [m.filetype, m.hasVideo(), m.hasDocument()]);
    assert.deepEqual(video, [2, true, false]);
    const none = await received((m) => (m.message = 'no file'), (m) => [m.filetype, m.fileurl, m.file.url, m.file.loadImageFromCache('x'), m.getFile(), m.hasFile()]);
    assert.deepEqual(none, [undefined, '', '', false, null, false]);
  });

  it('go to who is there now only, when they say so', async () => {
    await stage.newToken('away');
    const status = await ana.evaluate(async () => {
      const m = api.getProfile('away').newMessage();
      m.message = 'now or never';
      m.enableTransient(true);
      m.send();
      await until(() => m.isFailed());
      return m.status;
    });
    assert.equal(status, 0x81);
  });

  it('tell of delivery and reading only where that was asked for', async () => {
    const statuses = await ana.evaluate(async () => {
      const bob = api.getProfile('bob');
      const quiet = bob.newMessage();
      quiet.message = 'no receipts';
      quiet.enableReadReceipt(false);
      quiet.enableDeliveryReceipt(false);
      quiet.send();
      const loud = send(bob, 'receipts');
      await until(() => loud.status === 2);
      return [quiet.flag, quiet.status, loud.flag];
    });
    assert.deepEqual(statuses, [0, 1, 3]);
  });

  it('answer others, are found again, and are forwarded with all they carry', async () => {
    await write(bob, ana, 'ana', 'a question');
    const answered = await ana.evaluate(async () => {
      const [question] = heard('Mesibo_onMessage').find(([m]) => m?.message === 'a question');
      const reply = question.reply();
      reply.message = 'an answer';
      reply.send();
      const original = await new Promise((resolve) => reply.getRepliedToMessage(resolve));
      const none = await new Promise((resolve) => question.getRepliedToMessage(resolve));
      const copy = question.forward(api.getProfile('bob'));
      copy.send();
      await until(() => reply.status === 2 && copy.status === 2);
      return [reply.isReply(), reply.getInReplyTo() === question.mid, original === question, none, copy.isForwarded(), copy.mid !== question.mid, question.isForwarded()];
    });
    assert.deepEqual(answered, [true, true, true, null, true, true, false]);
    const heardOf = await bob.evaluate(async () => {
      const find = (text, own) => heard('Mesibo_onMessage').map(([m]) => m).find((m) => m?.message === text && m.isOutgoing() === own);
      const answer = find('an answer', false);
      return [answer.isReply(), (await answer.getRepliedToMessage()) === find('a question', true), find('a question', false).isForwarded()];
    });
    assert.deepEqual(heardOf, [true, true, true]);
  });

  it('have the times of their receipts, for whom there are any', async () => {
    const times = await ana.evaluate(async () => {
      const m = send(api.getProfile('bob'), 'when');
      await until(() => m.status === 2);
      const ask = (what, peer) => new Promise((resolve) => m[what](peer, (time) => resolve(time === null ? null : time.ts >= m.ts)));
      return [await ask('getDeliveryTimestamp', null), await ask('getDeliveryTimestamp', 'bob'), await ask('getDeliveryTimestamp', '18005551234'), await ask('getReadTimestamp', 'bob')];
    });
    assert.deepEqual(times, [true, true, null, null]);
  });

  it('disappear on both sides when their time is over', async () => {
    await received((m) => (Object.assign(m, { message: 'for a second' }), m.setAge(1)), (m) => m.getAge());
    for (const page of [ana, bob]) {
      await page.evaluate(async () => {
        const [m] = heard('Mesibo_onMessage').find(([m]) => m?.message === 'for a second');
        await until(() => m.isDeleted());
      });
    }
  });

  it('are recalled, wiped, and deleted by one or many', async () => {
    const states = async (text, change) => {
      await write(ana, bob, 'bob', text);
      const own = await ana.evaluate(
        async ([text, change]) => {
          const [m] = heard('Mesibo_onMessage').find(([m]) => m?.message === text);
          await until(() => m.status >= 1);
          const done = change === 'bulk' ? await api.wipeAndRecallMessages([m.mid]) : await m[change]();
          return [done, m.message, m.isDeleted(), m.isWiped()];
        },
        [text, change],
      );
      const theirs = await bob.evaluate(async (change) => {
        const [m] = heard('Mesibo_onMessage').at(-1);
        if (change !== 'delete') await until(() => m.isDeleted() || m.isWiped());
        return [m.message, m.isDeleted(), m.isWiped()];
      }, change);
      return [own, theirs];
    };
    assert.deepEqual(await states('r', 'recall'), [[true, 'r', true, false], ['', true, false]]);
    assert.deepEqual(await states('w', 'wipe'), [[true, '', false, true], ['', false, true]]);
    assert.deepEqual(await states('b', 'wipeAndRecall'), [[true, '', true, true], ['', true, true]]);
    assert.deepEqual(await states('m', 'bulk'), [[true, '', true, true], ['', true, true]]);
    assert.deepEqual(await states('d', 'delete'), [[true, 'd', true, false], ['d', false, false]]);
  });

  it('are counted by kind, searched, filtered, and cleared', async () => {
    const counted = await ana.evaluate(async () => {
      const bob = api.getProfile('bob');
      const session = bob.createReadSession(null);
      const all = await session.getTotalMessageCount();
      const [sent, received, failed] = [await session.getSentMessageCount(), await session.getReceivedMessageCount(), await session.getFailedMessageCount()];
      const called = await new Promise((resolve) => bob.getTotalMessageCount(resolve));
      const found = (await pageOf(bob, 50, (s) => s.setQuery('QUESTION'))).rows.map((m) => m.message);
      const files = (await pageOf(bob, 50, (s) => s.enableFiles(true))).rows.every((m) => m.hasFile());
      const thread = (await pageOf(bob, 50, (s) => s.setThreadId(99))).rows.map((m) => m.title);
      const oldest = (await pageOf(bob, 1, (s) => s.enableFifo(true))).rows[0].title;
      return { sums: all === sent + received && all === called, failed, found, files, thread, oldest };
    });
    assert.deepEqual(counted, { sums: true, failed: 0, found: ['a question', 'a question'], files: true, thread: ['title'], oldest: 'title' });
    const cleared = await ana.evaluate(async () => {
      const bob = api.getProfile('bob');
      const summary = kept.MesiboReadSession.createReadSummarySession(null);
      summary.read(10);
      await until(() => summary.getMessages().length > 0);
      const before = summary.getMessages().some((m) => m.profile === bob);
      await bob.deleteMessages();
      return [before, summary.getMessages().some((m) => m.profile === bob), (await pageOf(bob, 5)).rows];
    });
    assert.deepEqual(cleared, [true, false, [null]]);
  });
});
