// What both generations of applications expect of one server: who hears of what, by which name, and when.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newPerson } from '../browser.js';
import { until } from '../chat-stage.js';
import { Stage, write } from './stage.js';

let stage, ana, bob;

before(async () => {
  stage = await Stage.start('ana', 'bob');
  [ana, bob] = [await stage.open(stage.tokens.ana), await stage.open(stage.tokens.bob)];
});

after(() => stage?.close());

/** One more application in that page, which notes what its callbacks get. */
const listen = (page, names) =>
  page.evaluate((names) => {
    if (window.listener !== undefined) api.removeListener(window.listener);
    window.own = [];
    window.listener = Object.fromEntries(
      names.map((name) => [name, (m, data) => own.push({ name, text: m?.message, presence: m?.presence, peer: m?.peer, groupid: m?.groupid, data: data === undefined ? 'none' : data?.length, status: m?.status })]),
    );
    api.addListener(window.listener);
  }, names);
const own = (page) => page.evaluate(() => own);

describe('an application of the first generation', () => {
  it('H2: hears by Mesibo_OnMessage what comes, and of its own messages by their status', async () => {
    await listen(ana, ['Mesibo_OnMessage', 'Mesibo_OnMessageStatus']);
    await write(ana, bob, 'bob', 'mine');
    await write(bob, ana, 'ana', 'theirs');
    await until('both were told', async () => (await own(ana)).filter(({ text }) => ['mine', 'theirs'].includes(text)).length > 1);
    const told = await own(ana);
    assert.deepEqual(told.filter(({ name }) => name === 'Mesibo_OnMessage').map(({ text }) => text).filter((text) => text !== ''), ['theirs']);
    assert.ok(told.some(({ name, text, status }) => name === 'Mesibo_OnMessageStatus' && text === 'mine' && status >= 1));
  });

  it('H2: that has the second spelling, and a session that reads, get its own messages as before', async () => {
    const rows = await ana.evaluate(async () => {
      window.both = [];
      api.addListener({ Mesibo_onMessage: (m) => both.push(m?.message), Mesibo_OnMessage: () => both.push('wrong') });
      const session = api.getProfile('bob').createReadSession({ Mesibo_OnMessage: (m) => both.push(`session ${m?.message}`) });
      session.read(1);
      await until(() => both.length > 0);
      send(api.getProfile('bob'), 'again mine');
      await until(() => both.includes('again mine') && session.getMessages().some((m) => m.message === 'again mine'));
      return both;
    });
    assert.ok(!rows.includes('wrong') && !rows.includes('session again mine'), rows.join());
    assert.match(rows[0], /^session /, 'rows from the history come as they did');
  });

  it('H6: without a callback for presences hears of typing and online by Mesibo_OnMessage', async () => {
    await listen(bob, ['Mesibo_OnMessage']);
    await ana.evaluate(() => api.getProfile('bob').sendTyping());
    await until('it is told', async () => (await own(bob)).some(({ presence }) => presence === 3));
    const [typing] = (await own(bob)).filter(({ presence }) => presence === 3);
    assert.deepEqual(typing, { name: 'Mesibo_OnMessage', text: '', presence: 3, peer: 'ana', groupid: 0, data: 'none', status: 0x27 });
  });

  for (const names of [['Mesibo_OnMessage', 'Mesibo_OnPresence'], ['Mesibo_OnMessage', 'Mesibo_onPresence'], ['Mesibo_onMessage']]) {
    it(`H6: with ${names.join(' and ')} does not`, async () => {
      await listen(bob, [...names, 'Mesibo_onMessageStatus']);
      await ana.evaluate(() => {
        api.getProfile('bob').sendTypingCleared();
        api.getProfile('bob').sendTyping();
      });
      await write(ana, bob, 'bob', `a message for ${names.join()}`);
      await until('the message has come', async () => (await own(bob)).some(({ text }) => text === `a message for ${names.join()}`));
      assert.deepEqual((await own(bob)).filter(({ name, presence }) => /essage$/.test(name) && presence > 0), []);
    });
  }
});

describe('a message that leaves the page', () => {
  it('H7: is copied with its plain members, alone and in the array of a session', async () => {
    await ana.evaluate(() => {
      const m = api.getProfile('bob').newMessage();
      m.message = 'a picture';
      m.setContent(new Blob(['x'.repeat(100)], { type: 'image/png' }));
      m.send();
    });
    await bob.evaluate(() => until(() => heard('Mesibo_onMessage').some(([m]) => m?.message === 'a picture')));
    for (const page of [ana, bob]) {
      const copies = await page.evaluate(async () => {
        const m = heard('Mesibo_onMessage').map(([m]) => m).find((m) => m?.message === 'a picture');
        const { session } = await pageOf(m.conversation ?? m.profile, 5);
        const worker = new Worker(URL.createObjectURL(new Blob(['onmessage = ({ data }) => postMessage(data)'])));
        const posted = (what) => new Promise((resolve) => ((worker.onmessage = ({ data }) => resolve(data)), worker.postMessage(what)));
        const plain = (copy) => [copy.message, copy.mid === m.mid, typeof copy.file.url];
        return [plain(structuredClone(m)), plain(await posted(m)), (await posted(session.getMessages())).length === session.getMessages().length];
      });
      assert.deepEqual(copies, [['a picture', true, 'string'], ['a picture', true, 'string'], true]);
    }
  });
});

describe('a page without a store of its own', () => {
  it('H8: that reads right after its start gets what the server has', async () => {
    const page = await (await newPerson(stage.browser)).newPage();
    await page.goto(`${stage.site.url}/rules.html#token=${await stage.newToken('ana')}`);
    const [texts, list] = await page.evaluate(async () => {
      const read = (session) => new Promise((resolve) => session(function (count) { resolve([count, this.getMessages().map((m) => m.message)]); }));
      const one = read((done) => api.readDbSession('bob', 0, null, done).read(100));
      const all = read((done) => {
        const session = new MesiboReadSession(done);
        session.enableSummary(true);
        session.read(100);
      });
      return [await one, await all];
    });
    assert.ok(texts[0] > 0 && texts[1].includes('mine') && texts[1].includes('theirs'), texts[1].join());
    assert.equal(list[0], 1);
  });

  it('H8: gets its answer soon where the server cannot be reached', async () => {
    const page = await (await newPerson(stage.browser)).newPage();
    await page.goto(`${stage.site.url}/rules.html#token=${stage.tokens.ana}&server=http://127.0.0.1:9`);
    const count = await page.evaluate(() => new Promise((resolve) => api.readDbSession('bob', 0, null, resolve).read(100)));
    assert.equal(count, 0);
  });
});

describe('where there are zones', () => {
  it('H4: all callbacks run in that of the code that asked for them', async () => {
    const person = await newPerson(stage.browser);
    await person.addInitScript(() => {
      // as much of zone.js as there is without patching the platform: what comes from the network runs in no zone
      class Zone {
        constructor(name, parent) {
          Object.assign(this, { name, parent });
        }
        run(work) {
          const before = Zone.current;
          Zone.current = this;
          try {
            return work();
          } finally {
            Zone.current = before;
          }
        }
      }
      Zone.current = new Zone('root', null);
      window.Zone = Zone;
      window.angular = new Zone('angular', Zone.current);
    });
    const page = await stage.open(await stage.newToken('ana'), '', { person });
    const zones = await page.evaluate(async () => {
      const zones = [];
      const note = (what) => zones.push([what, Zone.current.name]);
      angular.run(() => {
        api.addListener({ Mesibo_onMessage: () => note('message'), Mesibo_onMessageStatus: () => note('status') });
        api.readDbSession('bob', 0, null, () => note('read')).read(3);
        api.getProfile('bob').createReadSession({ Mesibo_onMessage: () => note('row') }).read(1);
        api.getMessage(1, () => note('getMessage'));
        api.readDbSession('bob', 0, null, () => {}).getUnreadCount(() => note('count'));
        send(api.getProfile('bob'), 'in a zone');
      });
      const all = ['message', 'status', 'read', 'row', 'getMessage', 'count'];
      await until(() => all.every((what) => zones.some(([one]) => one === what)), 'all callbacks');
      return zones;
    });
    assert.deepEqual(zones.filter(([, zone]) => zone !== 'angular'), []);
  });
});

describe('the id that an application gives a message', () => {
  it('H5: is the one of its callbacks after a reload of its page', async () => {
    const page = await stage.open(await stage.newToken('ana'), '&database=here');
    const id = 1000 + Math.floor(Math.random() * 8000);
    await page.evaluate((id) => {
      api.sendMessage({ peer: 'bob' }, id, 'by its id');
      api.sendMessage({ peer: 'bob' }, 0.25, 'by a part of one');
    }, id);
    await page.evaluate(() => until(() => heard('Mesibo_onMessageStatus').filter(([m]) => m.status >= 1).length >= 2));
    await page.reload();
    await page.evaluate(() => until(online));
    const ids = await page.evaluate(async () => (await pageOf(api.getProfile('bob'), 2)).rows.map((m) => [m.message, m.id]));
    assert.deepEqual(ids, [['by a part of one', 0.25], ['by its id', id]]);
    await bob.evaluate(() => until(() => heard('Mesibo_onMessage').some(([m]) => m?.message === 'by a part of one')));
    await bob.evaluate(() => {
      const session = api.getProfile('ana').createReadSession({});
      session.enableReadReceipt(true);
      session.read(5);
    });
    await page.evaluate(() => until(() => heard('Mesibo_onMessageStatus').some(([m]) => m.message === 'by its id' && m.status === 3)));
    const told = await page.evaluate(() => heard('Mesibo_onMessageStatus').filter(([m]) => m.message === 'by its id').map(([m]) => m.id));
    assert.deepEqual([...new Set(told)], [id]);
  });

  it('H5: is the one of its callbacks on another device, whose store is empty, and nobody else sees it', async () => {
    const [page, cy] = [await stage.open(await stage.newToken('ana')), await stage.open(await stage.newToken('cy'))];
    const id = 10_000 + Math.floor(Math.random() * 8000);
    await page.evaluate((id) => api.sendMessage({ peer: 'cy' }, id, 'by the id of the other device'), id);
    const text = 'by the id of the other device';
    await cy.evaluate((text) => until(() => heard('Mesibo_onMessage').some(([m]) => m?.message === text)), text);
    const seen = await cy.evaluate((text) => heard('Mesibo_onMessage').filter(([m]) => m?.message === text).map(([m]) => [m.id, m.mid]), text);
    for (const [id, mid] of seen) assert.equal(id, mid);

    const anew = await stage.open(await stage.newToken('ana'));
    const listed = await anew.evaluate(async () => (await pageOf(api.getProfile('cy'), 1)).rows.map((m) => [m.message, m.id]));
    assert.deepEqual(listed, [[text, id]]);
    await cy.evaluate(() => {
      const session = api.getProfile('ana').createReadSession({});
      session.enableReadReceipt(true);
      session.read(5);
    });
    await anew.evaluate((text) => until(() => heard('Mesibo_onMessageStatus').some(([m]) => m.message === text && m.status === 3)), text);
    const told = await anew.evaluate((text) => heard('Mesibo_onMessageStatus').filter(([m]) => m.message === text).map(([m]) => m.id), text);
    assert.deepEqual([...new Set(told)], [id]);
  });
});
