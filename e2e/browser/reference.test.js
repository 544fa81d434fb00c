// The examples of docs/reference/backend-api.md: each language sends what the JSON of the operation says.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PAGE = await readFile(fileURLToPath(new URL('../../docs/reference/backend-api.md', import.meta.url)), 'utf8');
const run = promisify(execFile);
const LANGUAGES = {
  sh: ['curl', (file) => ['bash', file]],
  js: ['node', (file) => [process.execPath, file]],
  python: ['python3', (file) => ['python3', file]],
  php: ['php', (file) => ['php', file]],
};

let folder, listener, received;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carillon-reference-'));
  listener = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    received.push({ method: request.method, type: request.headers['content-type'], path: request.url, body });
    response.end('{"result":true}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
});

after(async () => {
  listener?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** The sections of the page that have examples, each with its blocks of code by language. */
function operations() {
  return PAGE.split(/^### /m).slice(1).flatMap((section) => {
    const blocks = [...section.matchAll(/^```(\w+)\n([^]*?)^```/gm)].map(([, language, code]) => [language, code]);
    return blocks.some(([language]) => language === 'php') ? [{ name: section.slice(0, section.indexOf('\n')), blocks: Object.fromEntries(blocks) }] : [];
  });
}

for (const [language, [program, command]] of Object.entries(LANGUAGES)) {
  const missing = spawnSync(program, ['--version']).error !== undefined && `${program} is not installed`;
  it(`each operation in ${program}`, { skip: missing }, async () => {
    const all = operations();
    assert.ok(all.length >= 20, `${all.length} operations have examples`);
    for (const { name, blocks } of all) {
      const file = join(folder, `${name}.${language === 'js' ? 'mjs' : language}`);
      await writeFile(file, blocks[language].replaceAll('https://HOST', `http://127.0.0.1:${listener.address().port}`));
      received = [];
      const [executable, ...args] = command(file);
      await run(executable, args);
      assert.equal(received.length, 1, name);
      const { method, type, path, body } = received[0];
      assert.deepEqual([method, type, path], ['POST', 'application/json', '/backend'], name);
      assert.deepEqual(JSON.parse(body), JSON.parse(blocks.json.split('\n')[0]), name);
    }
  });
}
