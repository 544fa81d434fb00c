// The back-ends of docs/guide/js.md that hand out tokens, and its React component: taken from the page and run.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import WebSocket from 'ws';
import { newPerson, startBrowser } from './browser.js';
import { loadClient, until } from './chat-stage.js';
import { startServer } from './server.js';

const GUIDE = fileURLToPath(new URL('../../docs/guide/js.md', import.meta.url));
const SDK = fileURLToPath(new URL('../../sdk/js', import.meta.url));
const run = promisify(execFile);

let guide, server, folder;

before(async () => {
  await loadClient();
  guide = await readFile(GUIDE, 'utf8');
  folder = await mkdtemp(join(tmpdir(), 'carillon-back-end-'));
  server = await startServer();
});

after(async () => {
  await server?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** The block of code whose first lines name the file. */
function code(file) {
  const found = [...guide.matchAll(/^```\w+\n([^]*?)^```/gm)].map(([, text]) => text).find((text) => text.split('\n', 2).join().includes(file));
  assert.ok(found, `the guide has ${file}`);
  return found;
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const BACK_ENDS = [
  ['tokens.mjs', (port) => [process.execPath, 'tokens.mjs'], 'Node'],
  ['tokens.py', (port) => ['python3', 'tokens.py'], 'Python'],
  ['tokens.php', (port) => ['php', '-S', `127.0.0.1:${port}`, 'tokens.php'], 'PHP'],
];

for (const [file, command, language] of BACK_ENDS) {
  const [program] = command(0);
  const missing = spawnSync(program, ['--version']).error !== undefined && `${program} is not installed`;

  describe(`the back-end in ${language}`, { skip: missing }, () => {
    let process_, url;

    before(async () => {
      await writeFile(join(folder, file), code(file));
      const port = await freePort();
      url = `http://127.0.0.1:${port}/chat-token`;
      const [name, ...args] = command(port);
      const env = { ...process.env, CARILLON_URL: server.url, APP_TOKEN: server.token, PORT: String(port) };
      process_ = spawn(name, args, { cwd: folder, env, stdio: 'ignore' });
      await until('the back-end listens', () => fetch(url).then(() => true, () => false));
    });

    after(() => process_?.kill('SIGKILL'));

    const ask = (cookie, device) => fetch(url, { method: 'POST', body: device, headers: { Cookie: cookie } });

    it('gives a token to who is signed in, one device for each browser', async () => {
      const { Chat } = await loadClient();
      const chats = [];
      for (const device of ['laptop', 'phone']) {
        const response = await ask('session=of-ana', device);
        assert.equal(response.status, 200);
        const chat = new Chat({ url: server.url, token: await response.text(), database: false, webSocket: WebSocket });
        chats.push(chat);
        await chat.start();
        await chat.whenOnline();
        assert.equal(chat.self.address, 'ana');
      }
      assert.deepEqual(chats.map((chat) => chat.connection.state), ['online', 'online'], 'neither signs the other out');
      for (const chat of chats) await chat.stop();
    });

    it('gives none to anybody else', async () => {
      const response = await ask('session=of-bob', 'laptop');
      assert.equal(response.status, 401);
    });
  });
}

describe('a token that the server no longer takes', () => {
  it('is replaced by the function of the page, without a reload', async () => {
    const { Chat } = await loadClient();
    const backend = async (request) => {
      const response = await fetch(`${server.url}/backend`, { method: 'POST', body: JSON.stringify({ ...request, token: server.token }) });
      return response.json();
    };
    const issue = async () => (await backend({ op: 'useradd', user: { address: 'gil', token: { v2: true, device: 'page' } } })).user.token;
    const worthless = await issue();
    await backend({ op: 'userset', user: { address: 'gil', token: { remove: true } } });
    const tokens = [worthless, await issue()];
    const chat = new Chat({ url: server.url, database: false, webSocket: WebSocket, token: async () => tokens.shift() });
    await chat.start();
    await chat.whenOnline();
    assert.deepEqual(tokens, []);
    await chat.stop();
  });
});

describe('the React component', () => {
  it('runs in the app that Vite makes for React', { timeout: 300_000 }, async () => {
    const app = join(folder, 'my-chat');
    const createVite = fileURLToPath(new URL('node_modules/create-vite/index.js', import.meta.url));
    await run(process.execPath, [createVite, 'my-chat', '--template', 'react'], { cwd: folder });
    const { stdout } = await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: SDK });
    await run('npm', ['install', '--no-audit', '--no-fund', join(folder, stdout.trim())], { cwd: app });
    await writeFile(join(app, 'src/Messages.jsx'), code('Messages.jsx'));
    await writeFile(join(app, 'src/App.jsx'), `import { Chat } from 'carillon-client';
import Messages from './Messages.jsx';
const [url, token, peer] = decodeURIComponent(location.hash.slice(1)).split('|');
const chat = new Chat({ url, token, database: false });
chat.start();
export default () => <Messages chat={chat} peer={peer} />;
`);
    await run('npm', ['run', 'build'], { cwd: app });
    await run('npm', ['run', 'lint'], { cwd: app }).catch(({ stdout }) => assert.fail(stdout));
    const { createServer: serve } = await import('node:http');
    const pages = serve(async (request, response) => {
      const path = request.url === '/' ? '/index.html' : request.url;
      response.setHeader('Content-Type', path.endsWith('.js') ? 'text/javascript' : path.endsWith('.css') ? 'text/css' : 'text/html');
      response.end(await readFile(join(app, 'dist', path)).catch(() => ''));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => pages.once('listening', resolve));
    const browser = await startBrowser();
    try {
      const tokens = {};
      for (const address of ['eve', 'fay']) {
        const body = JSON.stringify({ op: 'useradd', token: server.token, user: { address, name: address, token: { v2: true } } });
        tokens[address] = (await (await fetch(`${server.url}/backend`, { method: 'POST', body })).json()).user.token;
      }
      const open = async (who, peer) => {
        const page = await (await newPerson(browser)).newPage();
        await page.goto(`http://127.0.0.1:${pages.address().port}/#${encodeURIComponent(`${server.url}|${tokens[who]}|${peer}`)}`);
        return page;
      };
      const [eve, fay] = [await open('eve', 'fay'), await open('fay', 'eve')];
      await eve.getByPlaceholder('Message').fill('Hello Fay');
      await eve.getByRole('button', { name: 'Send' }).click();
      await fay.getByText('eve: Hello Fay').waitFor();
      await fay.getByPlaceholder('Message').fill('Hello Eve');
      await fay.getByRole('button', { name: 'Send' }).click();
      await eve.getByText('fay: Hello Eve').waitFor();
      assert.deepEqual(await eve.locator('li').allTextContents(), ['eve: Hello Fay', 'fay: Hello Eve']);
    } finally {
      await browser.close();
      pages.close();
    }
  });
});
