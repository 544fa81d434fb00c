// The messenger in an app of one's own, made as console/README.md says: what is copied, and the code that is there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadClient, until } from './chat-stage.js';
import { shows, Stage, withStatus } from './messenger-stage.js';
import { Side } from './side.js';

const CONSOLE = fileURLToPath(new URL('../../console', import.meta.url));
const SDK = fileURLToPath(new URL('../../sdk/js', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

let stage, app, backEnd;

before(async () => {
  stage = await Stage.open();
  await loadClient(); // builds the package when it is older than its sources
  app = await mkdtemp(join(tmpdir(), 'carillon-copy-'));
});

after(async () => {
  backEnd?.close();
  await stage?.close();
  if (app !== undefined) await rm(app, { recursive: true, force: true });
});

/** What `npm create vite` and `npm install` make, as far as it matters. */
async function makeApp() {
  await mkdir(join(app, 'src'));
  await cp(join(CONSOLE, 'src/messenger'), join(app, 'src/messenger'), { recursive: true });
  await cp(join(CONSOLE, 'src/shared/base.css'), join(app, 'src/base.css'));
  const [, code] = /```svelte\n([\s\S]*?)```/.exec(await readFile(join(CONSOLE, 'README.md'), 'utf8'));
  await writeFile(join(app, 'src/App.svelte'), code);
  await writeFile(join(app, 'src/main.ts'), "import { mount } from 'svelte';\nimport App from './App.svelte';\nmount(App, { target: document.body });\n");
  await writeFile(join(app, 'index.html'), '<!doctype html><html lang="en"><head><title>Copy</title><link rel="icon" href="data:,"></head><body><script type="module" src="/src/main.ts"></script></body></html>');
  await writeFile(join(app, 'vite.config.js'), `import { svelte } from '@sveltejs/vite-plugin-svelte';
export default { plugins: [svelte({ configFile: false })], resolve: { alias: { 'carillon-client': ${JSON.stringify(`${SDK}/dist/carillon-client.js`)} } } };\n`);
  await writeFile(join(app, 'package.json'), '{"type":"module"}');
  await symlink(join(CONSOLE, 'node_modules'), join(app, 'node_modules'));
  execFileSync(process.execPath, [join(CONSOLE, 'node_modules/vite/bin/vite.js'), 'build'], { cwd: app, stdio: 'pipe' });
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
  const mine = new Side(page, 'own', page.getByRole('region', { name: 'Messages of Ana' }));
  await shows(mine.connection('online'), 'that Ana is connected');
  await stage.addUser('bob', 'Bob');
  const bob = await stage.chatOf('bob');
  await mine.newChat('bob');
  await mine.send('From an app of my own');
  await shows(withStatus(mine.tick('From an app'), 'delivered'), 'that Bob has it');
  bob.conversation('ana').sendFile(new File([await stage.picture(120, 80)], 'harbour.png', { type: 'image/png' }));
  const shown = mine.window.getByRole('button', { name: 'Open harbour.png' }).locator('[data-picture]');
  await until('the picture of the server is loaded', () => shown.evaluate((img) => img.complete && img.naturalWidth === 120));
  await stage.shot('copy');
  assert.deepEqual(stage.complaints, []);
});
