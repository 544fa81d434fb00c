// The JavaScript client in Node, as a bot uses it, against the real server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { loadClient, Network, newToken, until } from './chat-stage.js';
import { startServer } from './server.js';

let client, server, network;
const chats = [];
let people = 0;

before(async () => {
  client = await loadClient();
  server = await startServer();
  network = await Network.to(server.url);
});

after(async () => {
  for (const chat of chats) await chat.stop();
  network?.close();
  await server?.close();
});

const somebody = (name) => `${name}-${++people}-${Date.now() % 1_000_000}`;

function newChat(token, options = {}) {
  const chat = new client.Chat({ url: network.url, token, webSocket: WebSocket, ...options });
  chats.push(chat);
  return chat;
}

async function loggedIn(address, options = {}) {
  const chat = newChat(await newToken(server, address), options);
  await chat.start();
  await chat.whenOnline();
  return chat;
}

async function two() {
  const [a, b] = [somebody('ana'), somebody('bob')];
  const [ana, bob] = [await loggedIn(a), await loggedIn(b)];
  return { ana, bob, toBob: ana.conversation(b), toAna: bob.conversation(a) };
}

/** Two who have written, the one seeing the other online. */
async function acquainted() {
  const both = await two();
  both.toBob.send('Hello');
  await until('both know each other', () => both.toAna.last);
  const seen = both.ana.person(both.bob.self.address);
  await until('he is seen online', () => seen.online === true);
  return { ...both, seen };
}

/** Collects the events of a name. */
function collect(chat, name) {
  const events = [];
  chat.on(name, (event) => events.push(event));
  return events;
}

const texts = (messages) => messages.map(({ text }) => text);
const all = async (conversation) => (await conversation.messages({ limit: 1000 })).messages;

describe('a message', () => {
  it('has its id at once, is echoed after it is stored, and is the same object from then on', async () => {
    const { ana, toBob, bob, toAna } = await two();
    const echoes = collect(ana, 'message');
    const message = toBob.send({ text: 'Hello', fields: { colour: 'red' } });
    assert.ok(message.mid > 0 && message.mid < 2 ** 53);
    assert.equal(message.status, client.Status.Outbox);
    assert.equal(message.order, undefined);
    await message.accepted();
    assert.ok(message.order > 0);
    assert.deepEqual(echoes, [message]);
    assert.equal(toBob.last, message);
    assert.equal((await all(toBob))[0], message);
    const received = await until('it is received', () => toAna.last);
    assert.deepEqual([received.text, received.content.fields, received.own], ['Hello', { colour: 'red' }, false]);
    assert.equal(received.sender, bob.person(ana.self.address));
  });

  it('is delivered and read: its status moves on, with times, before listeners are told', async () => {
    const { ana, toBob, bob, toAna } = await two();
    const states = [];
    ana.on('status', ({ message, receipts }) => states.push([message.status, receipts.map(({ person }) => person.address)]));
    const message = toBob.send('Hello');
    await until('it is delivered', () => message.status === client.Status.Delivered);
    assert.equal(toAna.unread, 1);
    assert.equal(bob.unread, 1);
    await toAna.markRead();
    assert.equal(toAna.unread, 0);
    await until('it is read', () => message.status === client.Status.Read);
    assert.ok(message.readAt >= message.deliveredAt && message.deliveredAt > 0);
    assert.deepEqual(states.map(([status]) => status), [1, 2, 3]);
    assert.deepEqual(states[2][1], [bob.self.address]);
    const [receipt] = await message.receipts();
    assert.equal(receipt.address, bob.self.address);
  });

  it('is edited, taken back and deleted', async () => {
    const { toBob, bob, toAna } = await two();
    const changes = collect(bob, 'changed');
    const sent = ['one', 'two', 'three'].map((text) => toBob.send(text));
    await Promise.all(sent.map((message) => message.accepted()));
    await until('all are there', async () => (await all(toAna)).length === 3);
    const [one, two_, three] = await all(toAna);
    await sent[0].edit('ONE');
    await sent[1].deleteForAll();
    await three.delete();
    await until('the changes have come', () => changes.length === 3);
    assert.deepEqual([one.text, one.edited > 0], ['ONE', true]);
    assert.deepEqual([two_.text, two_.wiped, two_.recalled], ['', true, true]);
    assert.equal(three.removed, true);
    assert.deepEqual(texts(await all(toAna)), ['ONE', '']);
    assert.deepEqual(texts(await all(toBob)), ['ONE', '', 'three']);
    assert.equal(toAna.last, two_);
  });

  it('that two devices edit at the same time is the same everywhere', async () => {
    const { ana, toBob, bob, toAna } = await two();
    const tablet = await loggedIn(ana.self.address);
    await toBob.send('Hello').accepted();
    const all = [toBob, toAna, tablet.conversation(bob.self.address)];
    await until('it is everywhere', () => all.every(({ last }) => last !== undefined));
    const [here, there, onTablet] = all.map(({ last }) => last);
    for (let round = 0; round < 50; round++) {
      await Promise.all([here.edit(`here ${round}`), onTablet.edit(`tablet ${round}`)]);
      const texts = () => [here.text, there.text, onTablet.text];
      await until('it is the same', () => new Set(texts()).size === 1 && here.text.endsWith(` ${round}`), 10_000);
    }
  });

  it('is read with all before it, however many they are', async () => {
    const { toBob, toAna } = await two();
    const sent = Array.from({ length: 2_100 }, (_, n) => toBob.send(`${n}`));
    await until('all have come', () => toAna.unread === sent.length);
    await toAna.markRead(toAna.last);
    assert.equal(toAna.unread, 0);
    await until('she knows', () => sent.every(({ status }) => status === client.Status.Read));
  });

  it('to nobody fails, stays with its reason, and can be sent again', async () => {
    const ana = await loggedIn(somebody('ana'));
    const ghost = ana.conversation(somebody('ghost'));
    const message = ghost.send('Hello?');
    await assert.rejects(message.accepted(), (error) => error instanceof client.NotSent && error.status === client.Status.NoSuchUser);
    assert.equal(message.failed, true);
    assert.match(message.problem, /no such user/);
    await newToken(server, ghost.person.address);
    const mid = message.mid;
    await message.resend();
    await message.accepted();
    assert.deepEqual([message.mid, message.status, message.problem], [mid, client.Status.Sent, undefined]);
  });

  it('that is too large is refused at once', async () => {
    const ana = await loggedIn(somebody('ana'));
    assert.throws(() => ana.conversation('bob').send('x'.repeat(200_000)), (error) => error.reason === 'large');
  });

  it('that a listener chokes on harms nobody', async () => {
    const { toBob, bob } = await two();
    const complaints = [];
    const { error } = console;
    console.error = (complaint) => complaints.push(complaint.message);
    try {
      bob.on('message', () => {
        throw new Error('choked');
      });
      bob.on('message', async () => {
        throw new Error('rejected');
      });
      const heard = collect(bob, 'message');
      toBob.send('Hello');
      await until('the third listener hears of it', () => heard.length === 1);
      await until('both are reported', () => complaints.length === 2);
      assert.deepEqual(complaints, ['choked', 'rejected']);
    } finally {
      console.error = error;
    }
  });
});

describe('without a network', () => {
  it('messages wait, in their order, and can be taken back; reading and deleting is made up for', async () => {
    const { toBob, toAna, ana, bob } = await two();
    const before = toBob.send('before');
    await until('it has come', () => toAna.last);
    network.down();
    await until('both have noticed', () => !ana.online && !bob.online);
    const waiting = [1, 2, 3].map((n) => toBob.send(`${n}`));
    await waiting[1].delete();
    await toAna.markRead();
    await toAna.last.delete();
    assert.deepEqual(texts(await all(toBob)), ['before', '1', '3']);
    assert.deepEqual(await all(toAna), []);
    network.up();
    for (const chat of [ana, bob]) await until('it is back', () => chat.online || void chat.reconnect());
    await until('they arrive', async () => (await all(toAna)).length === 2);
    assert.deepEqual(texts(await all(toAna)), ['1', '3']);
    await until('it counts as read', () => before.status === client.Status.Read);
    assert.equal(waiting[1].removed, true);
  });

  it('a new device shows the list and loads the history without gaps', async () => {
    const { toBob, toAna, ana } = await two();
    for (let n = 0; n < 120; n++) toBob.send(`${n}`);
    await until('all have come', async () => (await all(toAna)).length === 120);
    const device = newChat(await newToken(server, ana.self.address));
    const synced = collect(device, 'synced');
    await device.start();
    const conversation = await until('the list is there', () => synced.length > 0 && device.conversations()[0]);
    assert.equal(conversation.last.text, '119');
    const here = async () => (await conversation.messages({ limit: 100, localOnly: true })).messages;
    const before = (await here()).length;
    assert.equal(await conversation.sync(10), 10);
    assert.deepEqual(texts(await here()), Array.from({ length: before + 10 }, (_, n) => `${110 - before + n}`));
    const shown = [];
    for (let page = await conversation.messages({ limit: 25 }); ; ) {
      shown.unshift(...page.messages);
      if (!page.more) break;
      page = await conversation.messages({ limit: 25, before: shown[0] });
    }
    assert.deepEqual(texts(shown), Array.from({ length: 120 }, (_, n) => `${n}`));
    assert.equal(await conversation.sync(), 0);
    const found = await device.search('11', { limit: 3 });
    assert.deepEqual(texts(found.messages), ['119', '118', '117']);
    assert.deepEqual(texts((await device.search('11', { limit: 3, next: found.next })).messages), ['116', '115', '114']);
  });
});

describe('people', () => {
  it('show their profile, who they are to this user, whether they are online and what they do', async () => {
    const { ana, bob, toBob, toAna, seen } = await acquainted();
    await bob.self.set({ name: 'Bobby', fields: { status: 'busy' } });
    assert.equal(bob.self.name, 'Bobby');
    await until('his new name comes', () => seen.name === 'Bobby' && seen.fields.status === 'busy');
    const events = collect(ana, 'presence');
    for (let n = 0; n < 5; n++) toAna.sendTyping();
    toAna.sendJoined();
    await until('he types and is there', () => seen.typing && seen.present);
    assert.deepEqual(toBob.typing, [seen]);
    assert.equal(events.filter(({ presence }) => presence === client.Presence.Typing).length, 1);
    toAna.send('Hi');
    await until('the message ends the typing', () => !seen.typing);
    await seen.setContact({ contact: true });
    await seen.block(true);
    assert.deepEqual([seen.isContact, seen.blocked, ana.contacts()], [true, client.Block.All, [seen]]);
    await bob.stop();
    await until('he is gone', () => seen.online === false && !seen.present);
    network.down();
    await until('nothing is known of him', () => seen.online === undefined);
    assert.equal(events.at(-1).person, seen);
    network.up();
  });

  it('are known as they are, whatever is asked and changed at the same time', async () => {
    const { ana, bob, seen } = await acquainted();
    for (let round = 0; round < 50; round++) {
      const [name, contact] = [`Bob ${round}`, round % 2 === 0];
      await Promise.all([bob.self.set({ name }), seen.setContact({ contact }), ana.lookUp([bob.self.address])]);
      await until(`he is ${name}`, () => seen.name === name && seen.isContact === contact, 10_000);
    }
  });

  it('are the same contacts on all devices of a user', async () => {
    const { ana, bob } = await two();
    const tablet = await loggedIn(ana.self.address);
    await ana.person(bob.self.address).setContact({ contact: true, favorite: true });
    await ana.person(bob.self.address).block(true);
    const there = tablet.person(bob.self.address);
    await until('the tablet knows', () => there.isContact && there.blocked === client.Block.All);
    assert.deepEqual(tablet.contacts(), [there]);
    await there.block(false);
    await until('the phone knows', () => ana.person(bob.self.address).blocked === 0);
  });

  it('who do not exist are empty and say so', async () => {
    const ana = await loggedIn(somebody('ana'));
    const ghost = ana.person(somebody('ghost'));
    assert.equal(ghost.exists, undefined);
    await until('the server says so', () => ghost.exists === false);
    assert.equal(ana.person(ghost.address), ghost);
    assert.deepEqual(await ana.lookUp([ghost.address]), []);
  });
});

describe('groups', () => {
  it('are made, talked in, joined by pin, changed and left', async () => {
    const { ana, bob } = await two();
    const cy = await loggedIn(somebody('cy'));
    const group = await ana.createGroup({ name: 'Desk', members: [bob.self.address] });
    assert.deepEqual([group.joined, group.isOwner, ana.group(group.gid) === group], [true, true, true]);
    const atBob = await until('he hears of it', () => bob.groups()[0]);
    const message = group.conversation.send('Hello all');
    await until('he has it', () => atBob.conversation.last?.text === 'Hello all');
    await atBob.conversation.markRead();
    await until('all have read it', () => message.status === client.Status.Read);
    assert.deepEqual(message.counts, { delivered: 1, read: 1, of: 1 });
    const [{ pin }] = await group.addPin({ flags: client.MemberFlag.All });
    await assert.rejects(cy.joinGroup(group.gid, pin + 1), (error) => error.groupError === 3);
    const atCy = await cy.joinGroup(group.gid, pin);
    await until('there are three', () => group.memberCount === 3);
    const members = await group.allMembers();
    assert.deepEqual(members.map(({ person }) => person.address).sort(), [ana, bob, cy].map((chat) => chat.self.address).sort());
    await group.set({ name: 'Office' });
    await until('the name is everywhere', () => atCy.name === 'Office' && atBob.name === 'Office');
    await group.remove([bob.self.address]);
    await until('he is out', () => !atBob.joined);
    await atCy.leave();
    assert.equal(atCy.joined, false);
    await until('one is left', () => group.memberCount === 1);
  });

  it('let in everybody when they say so, without a pin, and nobody else', async () => {
    const { ana, bob } = await two();
    const open = await ana.createGroup({ name: 'Market', flags: client.GroupFlag.AutoAddMember });
    const closed = await ana.createGroup({ name: 'Desk' });
    const atBob = await bob.joinGroup(open.gid);
    assert.equal(atBob.joined, true);
    await until('she hears of it', () => open.memberCount === 2);
    await assert.rejects(bob.joinGroup(closed.gid), (error) => error.groupError === 4 && /pin/.test(error.message));
  });

  it('count all who come at the same time', async () => {
    const { ana } = await two();
    const group = await ana.createGroup({ name: 'Desk', flags: client.GroupFlag.AutoAddMember });
    const others = await Promise.all(Array.from({ length: 8 }, () => loggedIn(somebody('guest'))));
    await Promise.all(others.map((other) => other.joinGroup(group.gid)));
    await until('nine are in it', () => group.memberCount === 9, 10_000);
    await Promise.all(others.slice(3).map((other) => other.group(group.gid).leave()));
    await until('four are left', () => group.memberCount === 4, 10_000);
  });

  it('that were left while away are known as such at the next login, before it is called online', async () => {
    const { ana, bob } = await two();
    const group = await ana.createGroup({ name: 'Desk', members: [bob.self.address] });
    const atBob = await until('he hears of it', () => bob.groups()[0]);
    await bob.stop();
    await group.remove([bob.self.address]);
    await bob.start();
    const online = new Promise((resolve) => bob.on('connection', ({ state }) => state === 'online' && resolve(atBob.joined)));
    assert.equal(await online, false);
  });
});

describe('a login', () => {
  it('asks again for a token that the server refused', async () => {
    const address = somebody('ana');
    const token = await newToken(server, address);
    const tokens = ['0'.repeat(64), token];
    const chat = newChat(async () => tokens.shift());
    await chat.start();
    await chat.whenOnline();
    assert.equal(chat.self.address, address);
    assert.deepEqual(tokens, []);
  });

  it('with a bad token stops and says so', async () => {
    const chat = newChat('0'.repeat(64));
    await chat.start();
    await assert.rejects(chat.whenOnline(), /AUTHFAIL/);
    assert.equal(chat.connection.advice, 'relogin');
  });

  it('ends with logout, and nothing is left', async () => {
    const { ana, toBob, toAna } = await two();
    await ana.setKey('colour', 'red');
    assert.equal(await ana.getKey('colour'), 'red');
    toBob.send('Hello');
    await until('it has come', () => toAna.last);
    await ana.logout({ revoke: true });
    assert.equal(ana.connection.state, 'stopped');
    assert.deepEqual(ana.conversations(), []);
    await ana.start();
    await assert.rejects(ana.whenOnline(), /AUTHFAIL/);
  });

  it('needs options that make sense', () => {
    assert.throws(() => new client.Chat({ url: 'nowhere', token: 'x' }), /url: not an address: nowhere/);
    assert.throws(() => new client.Chat({ url: 'ftp://host', token: 'x' }), /url: must begin with http/);
    assert.throws(() => new client.Chat({ url: 'http://host', token: '' }), /token: a token is needed/);
    if (globalThis.WebSocket === undefined) {
      assert.throws(() => new client.Chat({ url: 'http://host', token: 'x' }), /no WebSocket: give that of the package ws/);
    }
  });
});
