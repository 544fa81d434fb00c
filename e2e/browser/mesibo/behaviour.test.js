// What the surface promises beyond chatting: counts that are right at once, what others may take back, messages of one
// device, and requests and transfers that an application carries out.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { Stage, write } from './stage.js';

let stage, ana, bob;

before(async () => {
  stage = await Stage.start('ana', 'bob');
  ana = await stage.open(stage.tokens.ana, '&database=behaviour');
  bob = await stage.open(stage.tokens.bob);
});

after(() => stage?.close());

const written = (text) => write(bob, ana, 'ana', text);

describe('messages that are read on the screen', { concurrency: false, timeout: 60_000 }, () => {
  it('never count as unread, and the page is told when they are read', async () => {
    await ana.evaluate(async () => {
      window.seen = [];
      const bob = api.getProfile('bob');
      window.watcher = {
        Mesibo_onMessage(m) {
          if (m?.isRealtimeMessage()) seen.push(['message', m.isUnread(), bob.unread()]);
          if (m?.isRealtimeMessage()) bob.createReadSession(null).getUnreadCount((n) => seen.push(['count', n]));
        },
        Mesibo_onMessageStatus: (m) => seen.push(['status', m.isReadByUs(), bob.unread()]),
      };
      window.old = { Mesibo_OnMessageStatus: (m) => seen.push(['v1', m.status]) };
      api.addListener(watcher);
      api.addListener(old);
      window.onScreen = bob.createReadSession(null);
      onScreen.enableReadReceipt(true);
      onScreen.read(10);
      await until(() => bob.unread() === 0);
    });
    await written('in front of you');
    const seen = await ana.evaluate(async () => {
      await until(() => seen.some(([what]) => what === 'status'));
      return seen;
    });
    assert.deepEqual(seen, [['message', true, 0], ['count', 0], ['status', true, 0]]);
  });

  it('on another device of the user are told here', async () => {
    await ana.evaluate(() => {
      onScreen.stop();
      seen.length = 0;
    });
    await written('read elsewhere');
    const other = await stage.open(await stage.newToken('ana'));
    await other.evaluate(async () => {
      await until(() => api.getProfile('bob').unread() > 0);
      api.getProfile('bob').markRead();
    });
    await ana.evaluate(() => until(() => seen.some(([what, read, unread]) => what === 'status' && read && unread === 0)));
    assert.deepEqual(await ana.evaluate(() => (api.removeListener(watcher), api.removeListener(old), seen.filter(([what]) => what === 'v1'))), []);
    await other.context().close();
  });
});

describe('what others take back', { concurrency: false, timeout: 60_000 }, () => {
  /** What is left here of a message that bob deletes for all, or edits. */
  async function afterwards(policy, text, change) {
    await ana.evaluate((policy) => api.setRemoteRetractionPolicy(policy), policy);
    await written(text);
    const mid = await bob.evaluate(
      async ([text, change]) => {
        const [m] = heard('Mesibo_onMessage').find(([m]) => m?.message === text);
        await until(() => m.status >= 1);
        if (change === 'edit') Object.assign(m, { message: `${text}, edited` }).sendUpdate();
        else if (!(await m[change]())) throw new Error('not changed');
        return m.mid;
      },
      [text, change],
    );
    await written(`after ${text}`); // what happened to the one before has happened by now
    return ana.evaluate(async (mid) => {
      const m = await api.getMessage(mid);
      return [m.message, m.isDeleted(), m.isModified()];
    }, mid);
  }

  it('goes here too, unless the application says otherwise', async () => {
    const all = await ana.evaluate(() => api.getRemoteRetractionPolicy());
    assert.deepEqual(await afterwards(all, 'one', 'wipeAndRecall'), ['', true, false]);
    assert.deepEqual(await afterwards(all, 'two', 'edit'), ['two, edited', false, true]);
    assert.deepEqual(await afterwards(0, 'three', 'wipeAndRecall'), ['three', false, false]);
    assert.deepEqual(await afterwards(0, 'four', 'edit'), ['four', false, false]);
    assert.deepEqual(await afterwards(0x20, 'five', 'recall'), ['five', false, false], 'only what was read, and it was not');
    assert.deepEqual(await afterwards(0x10, 'six', 'recall'), ['', true, false], 'only what was not read, and it was not');
    await ana.evaluate((all) => api.setRemoteRetractionPolicy(all), all);
  });

  it('is not done at all where the application gave up the right itself', async () => {
    const kept = await bob.evaluate(async () => {
      const before = api.getMessageRetractionPolicy();
      const m = send(api.getProfile('ana'), 'for good');
      await until(() => m.status >= 1);
      const may = m.mayBeRetracted();
      api.setMessageRetractionPolicy(0);
      const result = [may, m.mayBeRetracted(), await m.recall(), Object.assign(m, { message: 'x' }).sendUpdate()];
      api.setMessageRetractionPolicy(before);
      return result;
    });
    assert.deepEqual(kept, [true, false, false, 0xc1]);
  });
});

describe('a message of this device only', { concurrency: false, timeout: 60_000 }, () => {
  it('is kept, read and deleted as others are, and goes to nobody', async () => {
    await written('before the note');
    const saved = await ana.evaluate(async () => {
      const m = api.getProfile('bob').newMessage();
      m.message = 'a note to myself';
      const result = m.save();
      await until(() => heard('Mesibo_onMessage').some(([x]) => x === m));
      return { result, kind: [m.isSavedMessage(), m.isCustom(), m.isMessage(), m.status], again: m.save(), nobody: api.getProfile('').newMessage().save() };
    });
    assert.deepEqual(saved, { result: 0, kind: [true, true, false, 0x20], again: 0x85, nobody: 0x85 });
    await written('behind the note');
    await ana.reload();
    await ana.evaluate(() => until(online));
    const texts = await ana.evaluate(async () => (await pageOf(api.getProfile('bob'), 3)).rows.map((m) => m.message + m.status));
    assert.deepEqual(texts.map((text) => text.replace(/1[89]$/, '')), ['behind the note', 'a note to myself32', 'before the note']);
    const left = await ana.evaluate(async () => {
      const { session, rows } = await pageOf(api.getProfile('bob'), 3);
      const note = rows.find((m) => m.isSavedMessage());
      return [await note.delete(), session.getMessages().includes(note)];
    });
    assert.deepEqual(left, [true, false]);
    assert.deepEqual(await bob.evaluate(() => heard('Mesibo_onMessage').filter(([m]) => m?.message === 'a note to myself').length), 0);
  });
});

describe('requests of applications', { concurrency: false, timeout: 60_000 }, () => {
  let server, seen;

  before(async () => {
    seen = [];
    server = createServer(async (request, response) => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      const body = await new Response(request.method === 'GET' ? null : request).arrayBuffer();
      const type = request.headers['content-type'] ?? '';
      seen.push({ method: request.method, type: type.split(';')[0], body: Buffer.from(body).toString() });
      if (request.url === '/slow') return; // never answers
      if (request.url === '/refused') response.statusCode = 403;
      if (request.url === '/upload') {
        const form = await new Response(body, { headers: { 'content-type': type } }).formData();
        return response.end(JSON.stringify({ op: form.get('op'), name: form.get('photo').name, text: await form.get('photo').text() }));
      }
      response.setHeader('Content-Type', 'text/plain');
      response.end('what was asked for');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  after(() => server.closeAllConnections() ?? server.close());

  const ask = (path, set, how = 'send') =>
    ana.evaluate(
      async ([url, set, how]) => {
        const http = api.createhttpRequest();
        http.setUrl(url);
        if (set.post !== undefined) http.setPostData(set.post, set.json);
        if (set.upload) Object.assign(http, { uploadFile: new File([set.upload], 'photo.txt'), uploadFileField: 'photo' });
        Object.assign(http, set.members);
        const answer = new Promise((resolve) => http.send('of mine', (data, body) => resolve([data, body])));
        if (how === 'cancel') http.cancel();
        let [data, body] = await answer;
        if (http.downloadFile) body = await (await fetch(body)).text();
        return { data, body, code: http.respCode, state: http.state, progress: http.progress };
      },
      [`http://127.0.0.1:${server.address().port}${path}`, set, how],
    );

  it('post JSON as text, so that no other request goes before it, or a form', async () => {
    const done = { data: 'of mine', body: 'what was asked for', code: 200, state: 2, progress: 100 };
    assert.deepEqual(await ask('/', { post: { op: 'login', phone: '1' }, json: true }), done);
    assert.deepEqual(await ask('/', { post: { op: 'login', nothing: null, list: [1] } }), done);
    assert.deepEqual(await ask('/', {}), done);
    assert.deepEqual(seen, [
      { method: 'POST', type: 'text/plain', body: '{"op":"login","phone":"1"}' },
      { method: 'POST', type: 'application/x-www-form-urlencoded', body: 'op=login&list=%5B1%5D' },
      { method: 'GET', type: '', body: '' },
    ]);
  });

  it('give the body of a refusal, and null where nobody answers, in time, or wants to', async () => {
    const { code, body } = await ask('/refused', {});
    assert.deepEqual([code, body], [403, 'what was asked for']);
    const none = { data: 'of mine', body: null, code: 0, state: 2, progress: 100 };
    assert.deepEqual(await ask('/slow', { members: { headerTimeout: 50 } }), none);
    assert.deepEqual(await ask('/slow', {}, 'cancel'), none);
  });

  it('upload a file in a form, and download one', async () => {
    const { body } = await ask('/upload', { post: { op: 'photo' }, upload: 'the bytes' });
    assert.deepEqual(JSON.parse(body), { op: 'photo', name: 'photo.txt', text: 'the bytes' });
    const { body: downloaded } = await ask('/', { members: { downloadFile: 'file.txt' } });
    assert.equal(downloaded, 'what was asked for');
  });

  it('stop a transfer to another server, and tell an application to stop its own', async () => {
    const stopped = await ana.evaluate(async (url) => {
      const begin = () => {
        const m = api.getProfile('bob').newMessage();
        m.setContent(new Blob(['x'], { type: 'image/png' }));
        m.send();
        return m;
      };
      api.setUploadUrl(url, 'a token');
      const elsewhere = begin();
      const under = elsewhere.isFileTransferInProgress();
      const results = [under, elsewhere.stopFileTransfer(), elsewhere.isFailed(), elsewhere.stopFileTransfer()];
      api.setUploadUrl(null);
      const uploader = { Mesibo_onStartFileTransfer: (transfer) => ((uploader.transfer = transfer), true), Mesibo_onStopFileTransfer: (transfer) => (uploader.stopped = transfer) };
      api.addListener(uploader);
      const own = begin();
      results.push(own.toggleFileTransfer(), own.isFailed(), uploader.stopped === uploader.transfer && uploader.stopped !== undefined, uploader.transfer.result);
      api.removeListener(uploader);
      return results;
    }, `http://127.0.0.1:${server.address().port}/slow`);
    assert.deepEqual(stopped, [true, true, true, false, true, true, true, false]);
  });
});

describe('what this server does not have', { concurrency: false, timeout: 60_000 }, () => {
  it('says no, and throws nothing', async () => {
    const answers = await ana.evaluate(() => {
      const self = api.getSelfProfile();
      const m = api.getProfile('bob').newMessage();
      m.message = 'x';
      const admin = api.groupCall({}, 4711).getAdmin();
      return {
        webhook: m.sendToWebhook(),
        no: [self.setVisibility(1), self.setSyncType(1), api.backup(), api.restore(), api.e2ee().isEnabled(), admin.muteAll(true, true, true), admin.hangupAll()],
        nothing: [api.getLocationManager().start(), api.getPhoneContactsManager().start(), new MesiboProfileSearch().search()],
        same: api.getProfile('bob').createPresence().getSenderProfile() === self,
      };
    });
    assert.deepEqual(answers, { webhook: 0x80, no: Array(7).fill(false), nothing: [false, false, false], same: true });
  });
});
