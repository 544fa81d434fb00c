// Users, contacts and groups, as applications see and change them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Stage, write } from './stage.js';

let stage, ana, bob, cy;
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AAQQxwFgBB0gX7h/C5SAAAAABJRU5ErkJggg==';

before(async () => {
  stage = await Stage.start('ana', 'bob', 'cy');
  ana = await stage.open(stage.tokens.ana, '&database=profiles');
  bob = await stage.open(stage.tokens.bob);
  cy = await stage.open(stage.tokens.cy);
});

after(() => stage?.close());

describe('profiles', { concurrency: false, timeout: 60_000 }, () => {
  it('carry values of every type, which others see when they are saved, and not before', async () => {
    await bob.evaluate(async () => {
      api.getProfile('ana').subscribe(true);
      await until(() => api.getProfile('ana').getName() === 'ANA');
    });
    const own = await ana.evaluate(async () => {
      const self = api.getSelfProfile();
      self.setString('lang', 'es');
      self.setInt('floor', 3.9);
      self.setDouble('share', 0.25);
      self.setBoolean('away', true);
      self.setStatus('In a meeting');
      const before = [self.getString('lang', ''), self.getInt('floor', 0), heard('MesiboProfile_onPublish').length];
      self.save();
      await until(() => heard('MesiboProfile_onPublish').length === 1);
      const [profile, result] = heard('MesiboProfile_onPublish')[0];
      return [...before, profile === self, result, self.getDouble('share', 0), self.getBoolean('away', false), self.hasValue('nothing'), self.getValue('nothing')];
    });
    assert.deepEqual(own, ['es', 3, 0, true, true, 0.25, true, false, null]);
    const seen = await bob.evaluate(async () => {
      const ana = api.getProfile('ana');
      await until(() => ana.getString('status', '') === 'In a meeting');
      return [ana.getInt('floor', 0), ana.getLong('floor', 0), ana.getDouble('share', 0), ana.getBoolean('away', false), ana.getString('nothing', 'fallback'), ana.getValues().lang, ana.getValues().name];
    });
    assert.deepEqual(seen, [3, 3, 0.25, true, 'fallback', 'es', 'ANA']);
  });

  it('keep what was saved when they are reset, and forget what was not', async () => {
    const kept = await ana.evaluate(async () => {
      const self = api.getSelfProfile();
      self.setString('lang', 'fr');
      self.setName('Nobody');
      self.reset();
      return [self.getString('lang', ''), self.getName()];
    });
    assert.deepEqual(kept, ['es', 'ANA']);
  });

  it('show a value that has a level to those contacts only who were given the level', async () => {
    await ana.evaluate(async () => {
      api.getSelfProfile().setString('phone', '555', 3);
      api.getSelfProfile().save();
      await until(() => heard('MesiboProfile_onPublish').length === 2);
      const bob = api.getProfile('bob');
      bob.setContact(true);
      bob.setProfileAccessLevels([3]);
      bob.save();
      await until(() => heard('MesiboProfile_onPublish').length === 3);
    });
    await bob.evaluate(async () => {
      const ana = api.getProfile('ana');
      ana.reload();
      await until(() => ana.getString('phone', '') === '555');
    });
    const other = await cy.evaluate(async () => {
      const ana = api.getProfile('ana');
      ana.reload();
      await until(() => ana.getString('lang', '') === 'es');
      return ana.getString('phone', 'hidden');
    });
    assert.equal(other, 'hidden');
  });

  it('have several pictures, one after the other', async () => {
    const mine = await ana.evaluate(async (picture) => {
      const self = api.getSelfProfile();
      const file = () => new File([Uint8Array.from(atob(picture), (c) => c.charCodeAt(0))], 'red.png', { type: 'image/png' });
      const empty = [self.getImage().isEmpty(), self.getImage().getThumbnail(), self.getImage().getNext()];
      self.setImage(file(), 0);
      self.setImage(file(), 1);
      const published = heard('MesiboProfile_onPublish').length;
      self.save();
      await until(() => heard('MesiboProfile_onPublish').length > published && self.getImage().getNext() !== null);
      const [first, second] = [self.getImage(0), self.getImage(0).getNext()];
      return [empty, first.getIndex(), second.getIndex(), second === self.getImage(1), second.getNext(), second.getPrevious() === first, first.getImageOrThumbnail() === first.getUrl(), first.getProfile() === self];
    }, PICTURE);
    assert.deepEqual(mine, [[true, null, null], 0, 1, true, null, true, true, true]);
    const width = await bob.evaluate(async () => {
      const ana = api.getProfile('ana');
      await until(() => !ana.getImage().isEmpty());
      const img = new Image();
      img.src = ana.getImage().getImage();
      await img.decode();
      return img.naturalWidth;
    });
    assert.equal(width, 3);
  });

  it('ask the application for a name and a picture where there are none', async () => {
    const asked = await ana.evaluate(async () => {
      const namer = { Mesibo_onGetProfileName: (p) => `the one at ${p.getAddress()}`, Mesibo_onGetProfileImage: () => 'https://example.org/default.png', Mesibo_onCustomizeProfile: () => true };
      api.addListener(namer);
      const ghost = api.getProfile('ghost');
      const found = [ghost.getName(), ghost.getNameOrAddress(''), ghost.getImage().getThumbnail()];
      api.removeListener(namer);
      const before = api.getProfileIfExists('cy', 0);
      await until(() => api.getProfile('cy').getNameOrAddress('') === 'CY' && api.getProfileIfExists('ghost', 0) === null);
      return [...found, before, api.getProfileIfExists('cy', 0) === api.getProfile('cy'), ghost === api.getProfile('ghost')];
    });
    assert.deepEqual(asked, ['the one at ghost', 'the one at ghost', 'https://example.org/default.png', null, true, true]);
  });

  it('keep marks, drafts and names of this device, also over a reload', async () => {
    await write(bob, ana, 'ana', 'a conversation');
    await ana.evaluate(async () => {
      const bob = api.getProfile('bob');
      bob.setOverrideName('Bobby');
      bob.archive();
      bob.setMuted(true);
      bob.setHidden(true);
      bob.setHidden(false);
      bob.setMark(true);
      bob.favorite(true);
      bob.setDraft('half a sen');
      bob.save();
      api.setKey('colour', 'blue');
      api.setKey('gone', 'soon');
      api.deleteKey('gone');
      await until(() => bob.getDraft() === 'half a sen' && bob.isFavorite());
      await api.getProfile('bob').getTotalMessageCount(); // behind what is written
    });
    await ana.reload();
    await ana.evaluate(() => until(online));
    const kept = await ana.evaluate(async () => {
      const bob = api.getProfile('bob');
      await until(() => bob.isFavorite());
      return [bob.getName(), bob.isArchived(), bob.isMuted(), bob.isHidden(), bob.isMarked(), bob.getDraft(), bob.isContact(), api.readKey('colour'), api.readKey('gone'), bob.toggleMute(), bob.isMuted()];
    });
    assert.deepEqual(kept, ['Bobby', true, true, false, true, 'half a sen', true, 'blue', null, false, false]);
  });
});

describe('the token', { concurrency: false, timeout: 60_000 }, () => {
  it('says how long it is valid, once it was used', async () => {
    const token = await stage.newToken('dee', { expiry: 60 });
    const page = await stage.open(token);
    const left = await page.evaluate(() => api.getAccessTokenValidity());
    assert.ok(left > 0 && left <= 3600, `${left}`);
    assert.ok((await ana.evaluate(() => api.getAccessTokenValidity())) > 3600, 'a token without an end of its own');
    await page.context().close();
  });
});

describe('contacts', { concurrency: false, timeout: 60_000 }, () => {
  it('are found among many addresses, with or without a plus sign', async () => {
    await stage.newToken('15550001');
    const synced = await ana.evaluate(async () => {
      const contacts = new MesiboContactSynchronizer();
      contacts.subscribe(true);
      contacts.sync(['+15550001', '+15550002', 'cy'], false);
      const before = api.getProfile('cy').isContact();
      contacts.syncNow();
      await until(() => api.getProfile('cy').isContact() && api.getProfile('15550001').isContact());
      return [before, api.getProfile('15550001').isSubscribed(), api.getProfile('15550002').isContact(), api.getSortedProfiles().some((p) => p.getAddress() === '15550001')];
    });
    assert.deepEqual(synced, [false, true, false, true]);
  });

  it('are blocked in part or whole, at once here and after save by the server', async () => {
    const blocked = await ana.evaluate(async () => {
      const cy = api.getProfile('cy');
      const kinds = () => [cy.isBlocked(), cy.isMessageBlocked(), cy.isGroupMessageBlocked(), cy.isCallBlocked(), cy.isVideoCallBlocked(), cy.isProfileBlocked(), cy.isProfileSubscriptionBlocked()].map(Number).join('');
      const states = [kinds()];
      cy.blockCalls(true);
      cy.blockProfile(true);
      states.push(kinds());
      cy.block(true);
      states.push(kinds());
      cy.blockMessages(false);
      states.push(kinds());
      cy.block(false);
      states.push(kinds(), String(cy.toggleBlock()));
      cy.block(false);
      return states;
    });
    assert.deepEqual(blocked, ['0000000', '0001010', '1111111', '0011111', '0000000', 'true']);
  });
});

describe('groups', { concurrency: false, timeout: 60_000 }, () => {
  it('answer a function as they answer an object, and tell members what changes', async () => {
    const gid = await ana.evaluate(async () => {
      const group = await new Promise((resolve) => api.createGroup('Board', 0, resolve));
      group.addMembers(['bob', 'cy'], MESIBO_MEMBERFLAG_ALL, 0);
      const pins = await new Promise((resolve) => group.addPin({ flags: MESIBO_MEMBERFLAG_ALL, adminFlags: 0 }, (profile, settings, permissions, pins) => resolve([profile === group, settings.name, permissions.flags > 0, pins.length])));
      if (JSON.stringify(pins) !== '[true,"Board",true,1]') throw new Error(JSON.stringify(pins));
      return group.getGroupId();
    });
    const rights = await bob.evaluate(async (gid) => {
      await until(() => heard('Mesibo_onGroupJoined').some(([group]) => group.getGroupId() === gid));
      const group = api.getGroupProfile(gid);
      const settings = await answerTo((listener) => group.getSettings(listener));
      return [api.getGroupProfiles().includes(group), group.isOwner(), group.canAddMembers(), group.canModify(), settings[0], settings[4]];
    }, gid);
    assert.deepEqual(rights, [true, false, false, false, 'Mesibo_onGroupSettings', null]);
    await ana.evaluate((gid) => void api.getGroupProfile(gid).setProperties({ name: 'Boardroom' }), gid);
    await bob.evaluate((gid) => until(() => api.getGroupProfile(gid).getName() === 'Boardroom'), gid);
    const refused = await bob.evaluate(async (gid) => {
      const [event, , code] = await answerTo((listener) => api.getGroupProfile(gid).setProperties({ name: 'Mine' }, listener));
      return [event, code];
    }, gid);
    assert.deepEqual(refused, ['Mesibo_onGroupError', 2]);
  });

  it('are paged by members, lose them one by one, and end', async () => {
    const gid = await ana.evaluate(async () => {
      const group = api.getGroupProfiles().find((g) => g.getName() === 'Boardroom');
      const page = (count, restart) => new Promise((resolve) => group.getMembers(count, restart, (profile, members) => resolve(members.map((m) => m.getAddress()).join())));
      const pages = [await page(2, true), await page(2, false), await page(2, false), await page(0, false)];
      if (JSON.stringify(pages) !== '["ana,bob","cy","","ana,bob,cy"]') throw new Error(JSON.stringify(pages));
      group.removeMembers(['cy']);
      return group.getGroupId();
    });
    await cy.evaluate((gid) => until(() => heard('Mesibo_onGroupLeft').some(([group]) => group.getGroupId() === gid)), gid);
    await bob.evaluate((gid) => until(() => heard('Mesibo_onGroupMembersRemoved').some(([group, members]) => group.getGroupId() === gid && members[0].getAddress() === 'cy')), gid);
    const outside = await cy.evaluate(async (gid) => {
      const m = send(api.getGroupProfile(gid), 'let me in');
      await until(() => m.isFailed());
      return m.status;
    }, gid);
    assert.equal(outside, 0x91);
    await ana.evaluate((gid) => void api.getGroupProfile(gid).deleteGroup(), gid);
    await bob.evaluate((gid) => until(() => heard('Mesibo_onGroupLeft').some(([group]) => group.getGroupId() === gid)), gid);
    assert.equal(await bob.evaluate((gid) => api.getGroupProfileIfExists(gid), gid), null);
  });
});
