// What applications rely on without knowing: the same objects, each event once, pages that hold nothing twice. L8 to L13
// are the rules of these names; L1 and L3 to L7 are tried in loading.test.js, L2 here.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Stage, write } from './stage.js';

let stage, ana, bob;

before(async () => {
  stage = await Stage.start('ana', 'bob', 'cy');
  ana = await stage.open(stage.tokens.ana, '&database=rules');
  bob = await stage.open(stage.tokens.bob);
});

after(() => stage?.close());

/** `bob` writes, and `ana` has it. */
const written = (text) => write(bob, ana, 'ana', text);

describe('the same thing is the same object', { concurrency: false, timeout: 60_000 }, () => {
  it('L9: a message: in callbacks, pages, lists of conversations and answers', async () => {
    await written('one and the same');
    const same = await ana.evaluate(async () => {
      const [m] = heard('Mesibo_onMessage').at(-1);
      const bob = api.getProfile('bob', 0);
      const { rows, session } = await pageOf(bob, 10);
      const summary = kept.MesiboReadSession.createReadSummarySession(null);
      summary.read(10);
      await until(() => summary.getMessages().length > 0);
      return {
        page: rows.includes(m),
        array: session.getMessages() === session.getMessages() && session.messages === session.getMessages() && session.getMessages().includes(m),
        summary: summary.getMessages()[0] === m,
        byId: (await api.getMessage(m.mid)) === m,
        profile: m.profile === bob && m.getProfile() === api.getUserProfile('bob'),
        time: m.getTimestamp() === m.getTimestamp(),
      };
    });
    assert.deepEqual(same, { page: true, array: true, summary: true, byId: true, profile: true, time: true });
  });

  it('L9: own messages from send over every status, changed in place', async () => {
    const states = await ana.evaluate(async () => {
      const m = send(api.getProfile('bob'), 'follow me');
      const atOnce = [m.mid > 0, m.status];
      await until(() => m.status === 2);
      const told = heard('Mesibo_onMessageStatus').filter(([x]) => x.mid === m.mid);
      const echoes = heard('Mesibo_onMessage').filter(([x]) => x?.mid === m.mid);
      return { atOnce, echoes: echoes.length, echoed: echoes[0][0] === m, same: told.every(([x]) => x === m), realtime: m.isRealtimeMessage() && m.isOutgoing() };
    });
    assert.deepEqual(states, { atOnce: [true, 0], echoes: 1, echoed: true, same: true, realtime: true });
  });

  it('L10: getters that templates call give the same again and again, and lists stay as they are', async () => {
    const stable = await ana.evaluate(() => {
      const bob = api.getProfile('bob');
      const [m] = heard('Mesibo_onMessage').at(-1);
      const values = () => [bob.getNameOrAddress(''), bob.getImage(), bob.getImage().getThumbnail(), m.getTimestamp(), m.file, m.file.url, m.getThumbnail(), api.getSelfProfile(), api.getSortedProfiles()];
      const first = values();
      for (let i = 0; i < 1000; i++) if (values().some((value, j) => value !== first[j])) return false;
      return first.at(-1).every((p) => !p.isSelfProfile());
    });
    assert.equal(stable, true);
  });
});

describe('applications may do what they like', { concurrency: false, timeout: 60_000 }, () => {
  it('L2: overwrite every global and still chat', async () => {
    const cy = await stage.open(stage.tokens.cy, '&overwrite=1');
    await cy.evaluate(() => void send(api.getProfile('ana'), 'after a coup'));
    await ana.evaluate(() => until(() => heard('Mesibo_onMessage').some(([m]) => m?.message === 'after a coup')));
    const { group, rows } = await cy.evaluate(async () => {
      const created = await answerTo((listener) => api.createGroup('Coup', 0, listener));
      return { group: created[0], rows: (await pageOf(api.getProfile('ana'), 10)).rows.map((m) => m.message) };
    });
    assert.deepEqual([group, rows], ['Mesibo_onGroupCreated', ['after a coup']]);
    await cy.context().close();
  });

  it('L8: write to the objects without breaking them', async () => {
    const still = await ana.evaluate(async () => {
      const bob = api.getProfile('bob');
      const m = send(bob, 'written over');
      Object.assign(bob, { name: 'X', peer: 'X', groupid: 5, address: 'X', $$hashKey: 'object:1', isVisible: true });
      Object.assign(m, { peer: 'X', groupid: 5, profile: null, status: 0x12, mid: 1, $$hashKey: 'object:2' });
      await until(() => m.status === 2);
      return [bob.getAddress(), bob.getGroupId(), m.isOutgoing(), m.isDestinedFor(bob), m.mid > 1, m.$$hashKey];
    });
    assert.deepEqual(still, ['bob', 0, true, true, true, 'object:2']);
  });

  it('L11: throw, reject, and find themselves as this', async () => {
    await ana.evaluate(() => {
      window.faulty = {
        heard: 0,
        Mesibo_onMessage() {
          this.heard++;
          throw new Error('thrown');
        },
        async Mesibo_onPresence() {
          throw new Error('rejected');
        },
      };
      window.unhandled = [];
      addEventListener('unhandledrejection', (event) => unhandled.push(event.reason.message));
      addEventListener('error', (event) => unhandled.push(event.message));
      api.addListener(faulty);
    });
    await written('for a faulty listener');
    await bob.evaluate(() => void api.getProfile('ana').sendTyping());
    await ana.evaluate(() => until(() => heard('Mesibo_onPresence').some(([p]) => p.isTyping())));
    const { heard: times, unhandled } = await ana.evaluate(() => (api.removeListener(faulty), { heard: faulty.heard, unhandled }));
    assert.deepEqual([times, unhandled], [1, []]);
  });

  it('L12 and L13: register one listener for everything and are told once, when everything is up to date', async () => {
    await ana.evaluate(async () => {
      window.once = [];
      window.both = {
        Mesibo_onMessage(m) {
          if (m?.isRealtimeMessage()) once.push([m.message, window.list.getMessages()[0] === m, window.chat.getMessages().at(-1) === m, m.profile.unread()]);
        },
      };
      api.addListener(both);
      const bob = api.getProfile('bob');
      window.list = kept.MesiboReadSession.createReadSummarySession(both);
      window.chat = bob.createReadSession(both);
      list.read(10);
      chat.read(10);
      await until(() => list.getMessages().length > 0 && chat.getMessages().length > 0);
      window.unreadBefore = bob.unread();
    });
    await written('told once');
    const { told, unreadBefore } = await ana.evaluate(() => {
      api.removeListener(both);
      list.stop();
      chat.stop();
      return { told: once, unreadBefore };
    });
    assert.deepEqual(told, [['told once', true, true, unreadBefore + 1]]);
  });
});

describe('read sessions', { concurrency: false, timeout: 60_000 }, () => {
  it('hand out pages from the newest to the oldest, each row once, the last one marked', async () => {
    for (let i = 0; i < 7; i++) await written(`page ${i}`);
    const pages = await ana.evaluate(async () => {
      const rows = [];
      const session = api.getProfile('bob').createReadSession({ Mesibo_onMessage: (m) => rows.push(m && [m.message, m.isLastMessage(), m.isDbMessage(), m.isRealtimeMessage()]) });
      const returned = session.read(3);
      const before = rows.length;
      await until(() => rows.length === 3);
      session.read(3);
      await until(() => rows.length === 6);
      const texts = session.getMessages().map((m) => m.message);
      session.stop();
      return { returned, before, rows, texts };
    });
    assert.deepEqual(pages.rows, [
      ['page 6', false, true, false],
      ['page 5', false, true, false],
      ['page 4', true, true, false],
      ['page 3', false, true, false],
      ['page 2', false, true, false],
      ['page 1', true, true, false],
    ]);
    assert.deepEqual(pages.texts, ['page 1', 'page 2', 'page 3', 'page 4', 'page 5', 'page 6']);
    assert.deepEqual([pages.returned, pages.before], [0, 0]);
  });

  it('tell an object of an empty page by null, a function by 0, and nobody else', async () => {
    const empty = await ana.evaluate(async () => {
      const nobody = api.getProfile('nobody-yet');
      const before = heard('Mesibo_onMessage').length;
      const { rows } = await pageOf(nobody, 10);
      const counted = await new Promise((resolve) => {
        const session = nobody.createReadSession(function (count) {
          resolve([count, this === session]);
        });
        session.read(10);
      });
      return { rows, counted, elsewhere: heard('Mesibo_onMessage').length - before };
    });
    assert.deepEqual(empty, { rows: [null], counted: [0, true], elsewhere: 0 });
  });

  it('give no row twice when messages come while a page is on its way', async () => {
    await ana.evaluate(() => {
      window.rows = [];
      const both = { Mesibo_onMessage: (m) => m !== null && rows.push(m) };
      window.racing = api.getProfile('bob').createReadSession(both);
    });
    const reading = ana.evaluate(async () => {
      for (let i = 0; i < 30; i++) {
        racing.read(1); // a page each, and pages while pages are under way
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    for (let i = 0; i < 10; i++) await bob.evaluate((i) => void send(api.getProfile('ana'), `racing ${i}`), i);
    await reading;
    await ana.evaluate(() => until(() => rows.some((m) => m.message === 'racing 9')));
    const { distinct, all, order } = await ana.evaluate(() => {
      racing.stop();
      const texts = racing.getMessages().map((m) => m.message).filter((text) => text.startsWith('racing'));
      return { distinct: new Set(rows).size, all: rows.length, order: texts };
    });
    assert.equal(distinct, all);
    assert.deepEqual(order, Array.from({ length: 10 }, (_, i) => `racing ${i}`));
  });

  it('return the very message inside whose callback they are opened', async () => {
    await ana.evaluate(() => {
      window.inside = new Promise((resolve) => {
        const listener = {
          Mesibo_onMessage(m) {
            if (m?.message !== 'open me' || !m.isRealtimeMessage()) return;
            api.removeListener(listener);
            pageOf(m.profile, 5).then(({ rows }) => resolve(rows[0] === m));
          },
        };
        api.addListener(listener);
      });
    });
    await written('open me');
    assert.equal(await ana.evaluate(() => inside), true);
  });

  it('say nothing after stop, and answer every sync', async () => {
    const answers = await ana.evaluate(async () => {
      const rows = [];
      const stopped = api.getProfile('bob').createReadSession({ Mesibo_onMessage: (m) => rows.push(m) });
      stopped.read(5);
      stopped.stop();
      const session = api.getProfile('bob').createReadSession(null);
      session.read(1000);
      await until(() => session.getMessages().length > 5);
      const listener = {};
      const synced = new Promise((resolve) => (listener.Mesibo_onSync = (who, count) => resolve([who === session, count])));
      session.sync(undefined, listener);
      return { rows: rows.length, synced: await synced };
    });
    assert.deepEqual(answers, { rows: 0, synced: [true, 0] });
  });

  it('count unread messages, and send receipts only where that is enabled', async () => {
    await written('unread');
    const unread = await ana.evaluate(async () => {
      const bob = api.getProfile('bob');
      const before = await new Promise((resolve) => bob.createReadSession(null).getUnreadCount(resolve));
      const { rows } = await pageOf(bob, 1);
      const status = rows[0].status;
      await pageOf(bob, 100, (session) => session.enableReadReceipt(true));
      await until(() => bob.unread() === 0);
      return { before: before > 0, status, after: rows[0].status, text: rows[0].message };
    });
    assert.deepEqual(unread, { before: true, status: 0x12, after: 0x13, text: 'unread' });
    await bob.evaluate(() => until(() => heard('Mesibo_onMessageStatus').some(([m]) => m.message === 'unread' && m.status === 3)));
  });
});
