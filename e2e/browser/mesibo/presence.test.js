// Who is online, writes, or looks at a conversation, and what of that goes to others.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Stage, write } from './stage.js';

let stage, ana, bob;

before(async () => {
  stage = await Stage.start('ana', 'bob');
  ana = await stage.open(stage.tokens.ana, '&database=presence');
  bob = await stage.open(stage.tokens.bob);
});

after(() => stage?.close());

describe('presence', { concurrency: false, timeout: 60_000 }, () => {
  it('is known of a profile before the application hears of it', async () => {
    await ana.evaluate(() => {
      window.seen = [];
      window.watcher = { Mesibo_onPresence: (p) => seen.push([p.presence, p.value, p.profile.isTyping(), p.profile.isChatting(), p.isDestinedFor(p.profile), p.groupid]) };
      api.addListener(watcher);
      api.getProfile('bob').createReadSession(null).read(1); // whoever one talks to is watched
    });
    await bob.evaluate(async () => {
      const ana = api.getProfile('ana');
      ana.sendJoined();
      for (let i = 0; i < 20; i++) ana.sendTyping(); // as at every key
      ana.newPresence().sendTypingCleared();
      ana.newPresence().send(300, 7, 60);
      ana.sendLeft();
    });
    const { told, custom } = await ana.evaluate(async () => {
      await until(() => seen.some(([presence]) => presence === MESIBO_PRESENCE_LEFT));
      api.removeListener(watcher);
      const [own] = heard('Mesibo_onPresence').find(([p]) => p.presence === 300);
      return { told: seen.filter(([presence]) => presence > MESIBO_PRESENCE_OFFLINE), custom: [own.value, own.interval, own.getSenderProfile() === api.getProfile('bob')] };
    });
    assert.deepEqual(told, [
      [10, 0, false, true, true, 0],
      [3, 0, true, true, true, 0],
      [4, 0, false, true, true, 0],
      [300, 7, false, true, true, 0],
      [11, 0, false, false, true, 0],
    ]);
    assert.deepEqual(custom, [7, 60, true]);
  });

  it('in a group is that of the group only', async () => {
    const gid = await ana.evaluate(async () => {
      const group = await new Promise((resolve) => api.createGroup('Typists', 0, resolve));
      group.addMembers(['bob'], MESIBO_MEMBERFLAG_ALL, 0);
      return group.getGroupId();
    });
    await bob.evaluate(async (gid) => {
      await until(() => api.getGroupProfiles().some((group) => group.getGroupId() === gid));
      api.getGroupProfile(gid).sendJoined();
      api.getGroupProfile(gid).sendTyping();
    }, gid);
    const state = await ana.evaluate(async (gid) => {
      const bob = api.getProfile('bob');
      await until(() => bob.isTypingInGroup(gid));
      const [heardOf] = heard('Mesibo_onPresence').at(-1);
      return [bob.isChattingInGroup(gid), bob.isTyping(), bob.isChatting(), heardOf.groupid === gid, heardOf.groupProfile === api.getGroupProfile(gid), heardOf.profile === bob, heardOf.isGroupMessage()];
    }, gid);
    assert.deepEqual(state, [true, false, false, true, true, true, true]);
  });

  it('ends with the connection, and leaves when somebody was last seen', async () => {
    await bob.evaluate(() => void api.getProfile('ana').sendJoined());
    await ana.evaluate(() => until(() => api.getProfile('bob').isOnline() && api.getProfile('bob').isChatting()));
    await bob.evaluate(() => void api.stop());
    const left = await ana.evaluate(async () => {
      const bob = api.getProfile('bob');
      await until(() => !bob.isOnline() && !bob.isChatting() && bob.getLastSeen() !== null);
      return [bob.getLastSeen() === bob.getLastSeen(), bob.getLastSeen().getDaysElapsed()];
    });
    assert.deepEqual(left, [true, 0]);
    await bob.evaluate(async () => (api.start(), until(online)));
  });
});

describe('presence by hand', { concurrency: false, timeout: 60_000 }, () => {
  it('is asked for when it is switched on and at each login, and others see what was answered', async () => {
    await bob.evaluate(async () => {
      const ana = api.getProfile('ana');
      ana.sendJoined();
      await until(() => ana.isOnline());
    });
    const first = await ana.evaluate(async () => {
      api.setOnlineStatusMode(MESIBO_ONLINEMODE_MANUAL);
      await until(() => heard('Mesibo_onPresenceRequest').length === 1);
      const [presence] = heard('Mesibo_onPresenceRequest')[0];
      return [presence.isRequest(), presence.isPresence(), presence.getSenderProfile() === api.getSelfProfile()];
    });
    assert.deepEqual(first, [true, true, true]);
    await bob.evaluate(() => until(() => !api.getProfile('ana').isOnline()));
    await ana.evaluate(() => void heard('Mesibo_onPresenceRequest')[0][0].sendOnline());
    await bob.evaluate(() => until(() => api.getProfile('ana').isOnline()));
    await ana.evaluate(async () => {
      api.stop();
      api.start();
      await until(() => heard('Mesibo_onPresenceRequest').length === 2);
      heard('Mesibo_onPresenceRequest')[1][0].sendOffline();
    });
    await bob.evaluate(() => until(() => !api.getProfile('ana').isOnline()));
    await ana.evaluate(() => void api.setOnlineStatusMode(MESIBO_ONLINEMODE_FOREGROUND));
    await bob.evaluate(() => until(() => api.getProfile('ana').isOnline()));
    assert.equal(await ana.evaluate(() => api.setOnlineStatusMode(7)), false);
  });
});

describe('receipts', { concurrency: false, timeout: 60_000 }, () => {
  it('wait while nobody sees the page', async () => {
    await ana.evaluate(async () => {
      window.look = (state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      };
      look('hidden');
      window.open = api.getProfile('bob').createReadSession(null);
      window.open.enableReadReceipt(true);
      window.open.read(10);
    });
    await write(bob, ana, 'ana', 'behind a curtain');
    const hidden = await bob.evaluate(async () => {
      const [m] = heard('Mesibo_onMessage').find(([m]) => m?.message === 'behind a curtain');
      await until(() => m.status >= 2);
      return m.status;
    });
    assert.equal(hidden, 2);
    assert.deepEqual(await ana.evaluate(() => [api.getProfile('bob').unread(), api.isAppInForeground()]), [1, false]);
    await ana.evaluate(() => look('visible'));
    await bob.evaluate(async () => {
      const [m] = heard('Mesibo_onMessage').find(([m]) => m?.message === 'behind a curtain');
      await until(() => m.status === 3);
    });
    assert.equal(await ana.evaluate(async () => (await until(() => api.getProfile('bob').unread() === 0), api.isAppInForeground())), true);
  });

  it('are sent by hand in each of the three ways', async () => {
    await ana.evaluate(() => window.open.stop());
    for (const [i, text] of ['first', 'second', 'third'].entries()) {
      await write(bob, ana, 'ana', text);
      await ana.evaluate(
        ([i, text]) => {
          const [m] = heard('Mesibo_onMessage').find(([m]) => m?.message === text);
          [() => api.sendReadReceipt({ peer: 'bob' }, m.id), () => api.sendReadReceipt('bob', 0, m.mid), () => api.sendReadReceipt(m, m.mid)][i]();
        },
        [i, text],
      );
      await bob.evaluate(async (text) => {
        const [m] = heard('Mesibo_onMessage').find(([m]) => m?.message === text);
        await until(() => m.status === 3);
      }, text);
    }
  });
});
