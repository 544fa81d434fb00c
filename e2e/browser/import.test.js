// tools/import-from-mesibo.mjs, from one server to another; a proxy makes the first as limited as the cloud is.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startServer } from './server.js';

const SCRIPT = fileURLToPath(new URL('../../tools/import-from-mesibo.mjs', import.meta.url));
const USERS = 90;

let source, target, proxy, folder, gid;
/** What the proxy does to a request: the cloud gives 20 rows, knows no `start`, and does not list groups. */
let limited = false;

const ask = async (server, op, members = {}) => {
  const body = JSON.stringify({ op, token: server.token, ...members });
  const response = await fetch(`${server.url}/backend`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return response.json();
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carillon-import-'));
  [source, target] = await Promise.all([startServer(), startServer()]);
  for (let n = 0; n < USERS; n++) {
    const user = { address: `${n % 2 ? 'ana' : 'Bob'}${n}`, name: `User ${n} “ünïcode”` };
    assert.equal((await ask(source, 'useradd', { user })).result, true);
  }
  await ask(source, 'userset', { user: { address: 'ana1', active: false } });
  const members = { m: ['ana1', 'Bob2', 'ana3'] };
  ({ group: { gid } } = await ask(source, 'groupadd', { group: { name: 'Desk', flags: 1, expiry: 0, owner: 'Bob2', members } }));
  await ask(source, 'groupeditmembers', { group: { gid, members: { m: ['ana3'], permissions: { send: false } } } });
  proxy = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const asked = JSON.parse(body);
    if (limited && asked.op === 'groupsget') return response.end('{"op":"groupsget","result":false,"error":"BADOP","code":400}');
    const sent = limited && asked.op === 'usersget' ? { ...asked, count: Math.min(asked.count, 20), start: 0 } : asked;
    const answer = await fetch(`${source.url}/backend`, { method: 'POST', body: JSON.stringify(sent) });
    response.end(await answer.text());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
});

after(async () => {
  proxy?.close();
  await Promise.all([source?.close(), target?.close()]);
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function run(env = {}, ...args) {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    cwd: folder,
    env: {
      ...process.env, FROM_URL: `http://127.0.0.1:${proxy.address().port}/backend`, FROM_TOKEN: source.token,
      TO_URL: `${target.url}/backend`, TO_TOKEN: target.token, ...env,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, said };
}

async function compare() {
  const listed = async (server) => {
    const { users } = await ask(server, 'usersget', { count: 1000 });
    return users.map(({ address, name, active }) => ({ address, name, active })).sort((a, b) => (a.address < b.address ? -1 : 1));
  };
  assert.deepEqual(await listed(target), await listed(source));
  const gids = JSON.parse(await readFile(join(folder, 'gids.json'), 'utf8'));
  const members = async (server, gid) => {
    const { members } = await ask(server, 'groupgetmembers', { group: { gid } });
    return members.map(({ address, permissions, admin }) => ({ address, permissions, admin })).sort((a, b) => (a.address < b.address ? -1 : 1));
  };
  assert.deepEqual(await members(target, gids[gid]), await members(source, gid));
  assert.equal((await ask(target, 'groupsget')).groupscount, 1);
}

it('copies users and groups with their members and rights', async () => {
  const { code, said } = await run();
  assert.equal(code, 0, said);
  assert.match(said, new RegExp(`users: ${USERS} of ${USERS}`));
  const [group] = (await ask(target, 'groupsget')).groups;
  assert.deepEqual([group.name, group.flags, group.expiry], ['Desk', 1, 0]);
  await compare();
});

it('brings what has changed when it is run again', async () => {
  await ask(source, 'userset', { user: { address: 'ana5', name: 'Renamed' } });
  await ask(source, 'groupeditmembers', { group: { gid, members: { m: ['Bob4'] } } });
  const { code, said } = await run();
  assert.equal(code, 0, said);
  await compare();
});

it('finds all users of a service that lists 20 at most, and groups by their ids', async () => {
  limited = true;
  await ask(source, 'useradd', { user: { address: 'ana1000', name: 'Late' } });
  const alone = await run();
  assert.equal(alone.code, 0, alone.said);
  assert.match(alone.said, /name their ids/);
  const { code, said } = await run({}, String(gid));
  assert.equal(code, 0, said);
  assert.match(said, new RegExp(`users: ${USERS + 1} of ${USERS + 1}`));
  await compare();
});

it('says what is wrong', async () => {
  for (const [env, sentence] of [
    [{ TO_TOKEN: '' }, /TO_TOKEN is not set/],
    [{ TO_TOKEN: 'wrong' }, /AUTHFAIL/],
    [{ FROM_URL: 'http://127.0.0.1:9/backend' }, /cannot be reached/],
    [{ FROM_URL: `${source.url}/messenger` }, /is not a Backend API/],
  ]) {
    const { code, said } = await run(env);
    assert.equal(code, 1, said);
    assert.match(said, sentence);
  }
});
