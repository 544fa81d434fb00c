// The parts of the surface, each in a page that acts as applications do.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { newPerson } from '../browser.js';
import { startPages } from './pages.js';
import { Stage } from './stage.js';

let stage, ana, bob;

before(async () => {
  stage = await Stage.start('ana', 'bob', 'cy');
  ana = await stage.open(stage.tokens.ana, '&database=parts');
  bob = await stage.open(stage.tokens.bob);
});

after(() => stage?.close());

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
  it('L3: is said by an attribute of the tag or by a call, if not by the script', async () => {
    const copies = { '/copy.js': `${stage.server.url}/mesibo.js` };
    const elsewhere = await startPages('/copy.js', copies);
    const named = await stage.open(stage.tokens.cy, `&server=${stage.server.url}`, { site: elsewhere });
    await named.context().close();
    const attribute = await startPages(`/copy.js" data-server="${stage.server.url}`, copies);
    const tagged = await stage.open(stage.tokens.cy, '', { site: attribute });
    await tagged.context().close();
    await Promise.all([elsewhere.close(), attribute.close()]);
  });
});

describe('tabs of one browser', { concurrency: false, timeout: 60_000 }, () => {
  it('share one login where that is enabled, and all see the same', async () => {
    const person = await newPerson(stage.browser);
    const first = await stage.open(stage.tokens.cy, '&shared=1&database=tabs', { person });
    const second = await stage.open(stage.tokens.cy, '&shared=1&database=tabs', { person });
    await second.evaluate(() => void send(api.getProfile('bob'), 'from the second tab'));
    for (const tab of [first, second]) await tab.evaluate(() => until(() => heard('Mesibo_onMessage').some(([m]) => m?.message === 'from the second tab' && m.status === 2)));
    assert.deepEqual(await first.evaluate(() => heard('Mesibo_onConnectionStatus').filter(([status]) => status === 3)), []);
    await person.close();
  });
});
