// What applications rely on without knowing: the same objects, each event once, pages that hold nothing twice.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { newPerson, startBrowser } from '../browser.js';
import { newToken } from '../chat-stage.js';
import { startServer } from '../server.js';
import { startPages } from './pages.js';

let server, browser, site, ana, bob;
const tokens = {};

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  site = await startPages(`${server.url}/api/mesibo.js`);
  for (const name of ['ana', 'bob', 'cy']) tokens[name] = await newToken(server, name);
  ana = await open(tokens.ana, '&database=rules');
  bob = await open(tokens.bob);
});

after(async () => {
  await browser?.close();
  await site?.close();
  await server?.close();
});

async function open(token, more = '', from = site, person = undefined) {
  const page = await (person ?? (await newPerson(browser))).newPage();
  await page.goto(`${from.url}/rules.html#token=${token}${more}`);
  await page.evaluate(() => until(online));
  return page;
}

/** `bob` writes, and `ana` has it. */
async function written(text) {
  await bob.evaluate((text) => void send(api.getProfile('ana'), text), text);
  await ana.evaluate((text) => until(() => heard('Mesibo_onMessage').some(([m]) => m?.message === text), text), text);
}

describe('the same thing is the same object', { concurrency: false, timeout: 60_000 }, () => {
  it('a message: in callbacks, pages, lists of conversations and answers', async () => {
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

  it('own messages from send over every status, changed in place', async () => {
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

  it('getters that templates call give the same again and again, and lists stay as they are', async () => {
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
  it('overwrite every global and still chat', async () => {
    const cy = await open(tokens.cy, '&overwrite=1');
    await cy.evaluate(() => void send(api.getProfile('ana'), 'after a coup'));
    await ana.evaluate(() => until(() => heard('Mesibo_onMessage').some(([m]) => m?.message === 'after a coup')));
    const { group, rows } = await cy.evaluate(async () => {
      const created = await answerTo((listener) => api.createGroup('Coup', 0, listener));
      return { group: created[0], rows: (await pageOf(api.getProfile('ana'), 10)).rows.map((m) => m.message) };
    });
    assert.deepEqual([group, rows], ['Mesibo_onGroupCreated', ['after a coup']]);
    await cy.context().close();
  });

  it('write to the objects without breaking them', async () => {
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

  it('throw, reject, and find themselves as this', async () => {
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

  it('register one listener for everything and are told once, when everything is up to date', async () => {
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

describe('groups', { concurrency: false, timeout: 60_000 }, () => {
  it('are joined by pin, refuse a wrong one, and tell each listener once', async () => {
    const { gid, pins } = await ana.evaluate(async () => {
      const [, group] = await answerTo((listener) => api.createGroup({ name: 'Pinned', flags: 0 }, listener));
      const [, , settings, permissions, first] = await answerTo((listener) => group.addPin({ flags: 0x1f, adminFlags: 0 }, listener, 0, 0));
      const [, , , , both] = await answerTo((listener) => group.addPin({ flags: 0x0a, adminFlags: 0 }, listener));
      return { gid: group.getGroupId(), pins: [settings.name, permissions.adminFlags > 0, first.length, both.length, first[0].pin] };
    });
    assert.deepEqual(pins.slice(0, 4), ['Pinned', true, 1, 2]);
    assert.ok(gid >= 1000);
    const wrong = await bob.evaluate(async (gid) => {
      const [event, group, code] = await answerTo((listener) => api.getProfile(null, gid).join(1, listener));
      return [event, group === api.getGroupProfile(gid), code];
    }, gid);
    assert.deepEqual(wrong, ['Mesibo_onGroupError', true, 3]);
    const joined = await bob.evaluate(
      async ([gid, pin]) => {
        const group = api.getProfile(null, gid);
        group.join(String(pin)); // no listener of its own: everybody hears of it
        await until(() => heard('Mesibo_onGroupJoined').length > 0);
        const [, , members] = await answerTo((listener) => group.getMembers(0, true, listener));
        return { times: heard('Mesibo_onGroupJoined').length, listed: api.getGroupProfiles().includes(group), members: members.map((m) => m.getAddress() + (m.isOwner() ? '*' : '')).sort() };
      },
      [gid, pins[4]],
    );
    assert.deepEqual(joined, { times: 1, listed: true, members: ['ana*', 'bob'] });
    await ana.evaluate(() => until(() => heard('Mesibo_onGroupMembersJoined').some(([, members]) => members[0].getAddress() === 'bob')));
    const left = await bob.evaluate(async (gid) => {
      const [event] = await answerTo((listener) => api.getProfile(null, gid).leave(listener));
      return [event, heard('Mesibo_onGroupJoined').length];
    }, gid);
    assert.deepEqual(left, ['Mesibo_onGroupLeft', 1]);
  });
});

describe('calls', { concurrency: false, timeout: 60_000 }, () => {
  it('end at once and once, also when the callback hangs up twice', async () => {
    const statuses = await ana.evaluate(async () => {
      const heard = [];
      const listener = {
        Mesibo_onCallStatus(id, status) {
          heard.push(status);
          api.hangup(0);
          api.hangup(0);
        },
      };
      api.addListener(listener);
      api.setupVideoCall('local', 'remote', true);
      api.call('bob');
      await until(() => heard.length > 0);
      await new Promise((resolve) => setTimeout(resolve));
      api.removeListener(listener);
      return heard;
    });
    assert.deepEqual(statuses, [0x60]);
  });

  it('of groups say that they are not available, and throw nothing', async () => {
    const answers = await ana.evaluate(async () => {
      const room = {};
      const said = new Promise((resolve) => (room.Mesibo_onError = resolve));
      const hung = new Promise((resolve) => (room.MesiboGroupcall_OnHangup = (p, reason) => resolve([p === publisher, reason])));
      const call = api.groupCall(room, 4711);
      call.join(room);
      const publisher = call.createPublisher(0);
      publisher.call(true, true, room);
      const shown = new Promise((resolve) => publisher.setVideoView('nowhere', resolve, 100, 10));
      const answers = { said: typeof (await said).message, hung: await hung, shown: await shown, local: publisher.isLocal(), sid: call.createPublisher(1).getSid(), same: call.createPublisher(0) === publisher };
      publisher.hangup();
      call.leave();
      return answers;
    });
    assert.deepEqual(answers, { said: 'string', hung: [true, 3], shown: false, local: true, sid: 1, same: true });
  });
});

describe('files', { concurrency: false, timeout: 60_000 }, () => {
  it('go to a server of the application by the old form', async () => {
    const uploads = [];
    const other = createServer(async (request, response) => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      const form = await new Response(request, { headers: { 'content-type': request.headers['content-type'] } }).formData();
      uploads.push({ op: form.get('op'), auth: form.get('auth'), mid: Number(form.get('mid')), file: await form.get('file').text() });
      response.end(JSON.stringify({ result: true, url: 'https://files.example.org/hello.txt' }));
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const sent = await ana.evaluate(async (url) => {
      api.setUploadUrl(url, 'a token');
      const m = api.getProfile('bob').newMessage();
      m.setContent(new File(['hello'], 'hello.txt', { type: 'text/plain' }));
      m.send();
      const blob = m.file.url.startsWith('blob:');
      await until(() => m.status === 2);
      api.setUploadUrl(null);
      const echoes = heard('Mesibo_onMessage').filter(([x]) => x === m).length;
      return { mid: m.mid, blob, url: m.fileurl, name: m.file.name, type: m.filetype, echoes, updates: heard('Mesibo_onMessageUpdate').filter(([x]) => x === m).length > 0 };
    }, `http://127.0.0.1:${other.address().port}/upload`);
    other.close();
    assert.deepEqual(uploads, [{ op: 'upload', auth: 'a token', mid: sent.mid, file: 'hello' }]);
    assert.deepEqual({ ...sent, mid: 0 }, { mid: 0, blob: true, url: 'https://files.example.org/hello.txt', name: 'hello.txt', type: 10, echoes: 1, updates: true });
    await bob.evaluate(() => until(() => heard('Mesibo_onMessage').some(([m]) => m?.fileurl === 'https://files.example.org/hello.txt')));
  });

  it('are uploaded by an application that wants to, and fail when it says so', async () => {
    const { failed, statuses } = await ana.evaluate(async () => {
      const uploader = { Mesibo_onStartFileTransfer: (transfer) => (setTimeout(() => transfer.setResult(false)), true) };
      api.addListener(uploader);
      const m = api.getProfile('bob').newMessage();
      m.setContent(new Blob(['x'], { type: 'image/png' }));
      m.send();
      await until(() => m.isFailed());
      const failed = [m.status, heard('Mesibo_onMessageStatus').some(([x]) => x === m)];
      uploader.Mesibo_onStartFileTransfer = (transfer) => (setTimeout(() => transfer.setResult(true, 'https://files.example.org/x.png')), true);
      const statuses = [m.resend()];
      await until(() => m.status === 2);
      api.removeListener(uploader);
      return { failed, statuses: [...statuses, m.hasImage(), heard('Mesibo_onMessage').filter(([x]) => x === m).length] };
    });
    assert.deepEqual(failed, [0x80, true]);
    assert.deepEqual(statuses, [0, true, 1]);
  });
});

describe('where the server is', { concurrency: false, timeout: 60_000 }, () => {
  it('is said by an attribute of the tag or by a call, if not by the script', async () => {
    const copies = { '/copy.js': `${server.url}/mesibo.js` };
    const elsewhere = await startPages('/copy.js', copies);
    const named = await open(tokens.cy, `&server=${server.url}`, elsewhere);
    await named.context().close();
    const attribute = await startPages(`/copy.js" data-server="${server.url}`, copies);
    const tagged = await open(tokens.cy, '', attribute);
    await tagged.context().close();
    await Promise.all([elsewhere.close(), attribute.close()]);
  });
});

describe('tabs of one browser', { concurrency: false, timeout: 60_000 }, () => {
  it('share one login where that is enabled, and all see the same', async () => {
    const person = await newPerson(browser);
    const first = await open(tokens.cy, '&shared=1&database=tabs', site, person);
    const second = await open(tokens.cy, '&shared=1&database=tabs', site, person);
    await second.evaluate(() => void send(api.getProfile('bob'), 'from the second tab'));
    for (const tab of [first, second]) await tab.evaluate(() => until(() => heard('Mesibo_onMessage').some(([m]) => m?.message === 'from the second tab' && m.status === 2)));
    assert.deepEqual(await first.evaluate(() => heard('Mesibo_onConnectionStatus').filter(([status]) => status === 3)), []);
    await person.close();
  });
});
