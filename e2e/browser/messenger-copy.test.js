// The messenger in an app of one's own, made as console/README.md says: what is copied, and the code that is there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadClient, until } from './chat-stage.js';
import { isolated, shows, Stage, withStatus } from './messenger-stage.js';
import { Side } from './side.js';

const CONSOLE = fileURLToPath(new URL('../../console', import.meta.url));
const SDK = fileURLToPath(new URL('../../sdk/js', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

const run = promisify(execFile);

let stage, folder, app, backEnd;

before(async () => {
  stage = await Stage.open();
  await loadClient(); // builds the package when it is older than its sources
  folder = await mkdtemp(join(tmpdir(), 'carillon-copy-'));
  app = join(folder, 'my-chat');
});

after(async () => {
  backEnd?.close();
  await stage?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** Follows the page to the letter; Vite's template is the one that this project has installed. */
async function makeApp() {
  const page = await readFile(join(CONSOLE, 'README.md'), 'utf8');
  const section = page.slice(page.indexOf('## Your own app from it'));
  const [, commands] = /```sh\n([^]*?)```/.exec(section);
  const { stdout: packed } = await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: SDK });
  const createVite = fileURLToPath(new URL('node_modules/create-vite/index.js', import.meta.url));
  const script = commands
    .replace('npm create vite@latest my-chat --', `'${process.execPath}' '${createVite}' my-chat`)
    .replace('PATH/carillon-client-0.1.0.tgz', join(folder, packed.trim()))
    .replaceAll('PATH/', `${dirname(CONSOLE)}/`);
  await run('bash', ['-euc', script], { cwd: folder, env: { ...process.env, npm_config_audit: 'false', npm_config_fund: 'false' } });
  const [, code] = /```svelte\n([^]*?)```/.exec(section);
  await writeFile(join(app, 'src/App.svelte'), code);
  for (const name of ['build', 'check']) await run('npm', ['run', name], { cwd: app }).catch(({ stdout, stderr }) => assert.fail(stdout + stderr));
}

/** Serves the app, and logs its user in. */
async function startBackEnd() {
  const token = await stage.addUser('ana', 'Ana', 'copy');
  backEnd = createServer(async (request, response) => {
    if (request.url === '/chat-login') {
      response.setHeader('Content-Type', 'application/json');
      return response.end(JSON.stringify({ address: 'ana', token, server: stage.server.url }));
    }
    const file = join(app, 'dist', request.url === '/' ? 'index.html' : new URL(request.url, 'http://x').pathname);
    const bytes = await readFile(file).catch(() => undefined);
    response.writeHead(bytes === undefined ? 404 : 200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(bytes);
  });
  await new Promise((resolve) => backEnd.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${backEnd.address().port}/`;
}

it('the messenger works in an app of another origin, copied as its page says', async () => {
  await makeApp();
  const { page } = stage;
  await page.goto(await startBackEnd());
  const mine = new Side(page, 'own', page.getByRole('region', { name: `Messages of ${isolated('Ana')}` }));
  await shows(mine.connection('online'), 'that Ana is connected');
  await stage.addUser('bob', 'Bob');
  const bob = await stage.chatOf('bob');
  await mine.newChat('bob');
  await mine.send('From an app of my own');
  await shows(withStatus(mine.tick('From an app'), 'delivered'), 'that Bob has it');
  bob.conversation('ana').sendFile(new File([await stage.picture(120, 80)], 'harbour.png', { type: 'image/png' }));
  const shown = mine.window.getByRole('button', { name: `Open ${isolated('harbour.png')}` }).locator('[data-picture]');
  await until('the picture of the server is loaded', () => shown.evaluate((img) => img.complete && img.naturalWidth === 120));
  await stage.shot('copy');
  assert.deepEqual(stage.complaints, []);
});
