#!/usr/bin/env node
// Copies users and groups from Mesibo to Carillon by the Backend API of both, and nothing else: no messages, no tokens.
//
//   FROM_TOKEN=… TO_TOKEN=… node tools/import-from-mesibo.mjs [GID …]
//
//   FROM_URL    the API to read, default https://api.mesibo.com/backend
//   FROM_TOKEN  the app token there
//   TO_URL      the API to write, default http://127.0.0.1:8080/backend
//   TO_TOKEN    the app token of Carillon
//   GIDS_FILE   where the new group id of each old one is written, default gids.json
//
// Groups get new ids: the file says which. It can be run again, and then brings what has changed; it deletes nothing.
// Where the service does not list its groups, name their ids.
import { readFile, writeFile } from 'node:fs/promises';

const { FROM_URL = 'https://api.mesibo.com/backend', TO_URL = 'http://127.0.0.1:8080/backend', GIDS_FILE = 'gids.json' } = process.env;
const PAGE = 1000;
const AT_ONCE = 8;
/** What addresses can begin with, where a service lists a few users only and has to be asked for less at a time. */
const CHARACTERS = [...'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-_.@ '];
const DEEPEST = 64;

const from = api(FROM_URL, required('FROM_TOKEN'));
const to = api(TO_URL, required('TO_TOKEN'));

/** The service said no, and `error` says why in one word. */
class Refused extends Error {
  constructor(op, { error, cause }) {
    super(`${op}: ${error ?? 'refused'}${cause === undefined ? '' : `, ${cause}`}`);
    this.error = error;
  }
}

function required(name) {
  const value = process.env[name];
  if (value === undefined || value === '') stop(`${name} is not set; see the top of this file`);
  return value;
}

function stop(reason) {
  console.error(`import: ${reason}`);
  process.exit(1);
}

function api(url, token) {
  return async (op, members) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ op, token, ...members }),
      signal: AbortSignal.timeout(60_000),
    }).catch((error) => stop(`${url} cannot be reached: ${error.cause?.message ?? error.message}`));
    const text = await response.text();
    let answer;
    try {
      answer = JSON.parse(text);
    } catch {
      stop(`${url} is not a Backend API: it answered ${response.status} to ${op}`);
    }
    if (answer.result !== true) throw new Refused(op, answer);
    return answer;
  };
}

/**
 * All rows of a list. Some services give 20 rows at most and do not know `start`: then `narrow` asks for less at a
 * time, if it can.
 */
async function all(op, members, list, key, narrow) {
  const rows = new Map();
  for (let start = 0; ; ) {
    const answer = await from(op, { ...members, count: PAGE, start });
    const before = rows.size;
    for (const row of answer[list]) rows.set(row[key], row);
    const total = answer[`${list}count`] ?? rows.size;
    if (rows.size >= total || answer[list].length === 0) return rows;
    if (rows.size === before) return narrow === undefined ? rows : narrow(rows);
    start = rows.size;
  }
}

async function users(prefix = '') {
  return all('usersget', { user: { address: `${prefix}*` } }, 'users', 'address', async (some) => {
    const rows = new Map(some);
    if (prefix.length < DEEPEST) {
      // no address begins with a blank
      for (const character of prefix === '' ? CHARACTERS.filter((one) => one !== ' ') : CHARACTERS) {
        for (const [address, row] of await users(prefix + character)) rows.set(address, row);
      }
    }
    return rows;
  });
}

/** Runs `work` over all items, some at once; the first failure ends it. */
async function each(items, work) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function importUsers() {
  const found = await users();
  const { userscount: total } = await from('usersget', { user: { address: '*' }, count: 1 });
  await each(found.values(), async ({ address, name, active }) => {
    await to('useradd', { user: { address, ...(name ? { name } : {}), active: active !== 0 } });
  });
  console.log(`users: ${found.size} of ${total}`);
  if (found.size < total) console.error(`import: ${total - found.size} users could not be listed; make them by useradd`);
}

async function groups(gids) {
  if (gids.length > 0) return gids.map((gid) => ({ gid: Number(gid) }));
  try {
    return [...(await all('groupsget', { group: { name: '*' } }, 'groups', 'gid')).values()];
  } catch (error) {
    if (error.error !== 'BADOP') throw error;
    console.error('import: this service does not list groups; name their ids after the command');
    return [];
  }
}

/** Members with the same rights go in one request. */
async function importMembers(old, gid) {
  const { members } = await from('groupgetmembers', { group: { gid: old }, count: 100_000 });
  const alike = Map.groupBy === undefined ? groupBy(members, rightsOf) : Map.groupBy(members, rightsOf);
  for (const [rights, some] of alike) {
    const m = some.map(({ address }) => address);
    await to('groupeditmembers', { group: { gid, members: { m, ...JSON.parse(rights) } } });
  }
  return members.length;
}

const rightsOf = ({ permissions, admin = 0 }) => JSON.stringify({ permissions, ...(admin ? { admin } : {}) });

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

async function importGroups(gids) {
  const known = JSON.parse(await readFile(GIDS_FILE, 'utf8').catch(() => '{}'));
  for (const { gid: old, name, flags, flag, pinned, expinsec } of await groups(gids)) {
    const settings = { name, flags: flags ?? flag, pinned, expiry: expinsec };
    const present = known[old];
    const { group } = present === undefined
      ? await to('groupadd', { group: settings })
      : await to('groupset', { group: { gid: present, ...settings } });
    known[old] = group.gid;
    await writeFile(GIDS_FILE, `${JSON.stringify(known, null, 2)}\n`); // at once: whoever is stopped here goes on here
    console.log(`group ${old} is ${group.gid} now, with ${await importMembers(old, group.gid)} members`);
  }
}

try {
  await importUsers();
  await importGroups(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  stop(error.message);
}
