// docs/guide/js.md says what works: its code is taken from the page and run.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newPerson, startBrowser } from './browser.js';
import { loadClient, newToken, until } from './chat-stage.js';
import { startServer } from './server.js';

const GUIDE = fileURLToPath(new URL('../../docs/guide/js.md', import.meta.url));
const SDK = fileURLToPath(new URL('../../sdk/js', import.meta.url));
const SHOWN = 'http://127.0.0.1:8080';
const run = promisify(execFile);

let guide, server, browser, origin, folder;
const tokens = {};

before(async () => {
  await loadClient();
  guide = await readFile(GUIDE, 'utf8');
  folder = await mkdtemp(join(tmpdir(), 'carillon-docs-'));
  server = await startServer();
  browser = await startBrowser();
  const html = blocks('html')[0];
  origin = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(html));
  origin.listen(0, '127.0.0.1');
  await once(origin, 'listening');
});

after(async () => {
  await browser?.close();
  origin?.close();
  await server?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** The blocks of code of a language, with the address of the server under test. */
function blocks(language) {
  const found = [...guide.matchAll(new RegExp('^```' + language + '\\n([^]*?)^```', 'gm'))];
  return found.map(([, code]) => code.replaceAll(SHOWN, server.url));
}

/** As `npm publish` would make it; nothing comes from a registry. */
async function pack(project) {
  const { stdout } = await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: project });
  return join(folder, stdout.trim());
}

const isBot = (code) => code.startsWith('// bot.mjs');
/** Has a back-end of its own: docs-backend.test.js. */
const isBackEnd = (code) => code.startsWith('// tokens.mjs');
const isForTheConsole = (code) => !code.startsWith('// ');

async function open(who, peer) {
  const page = await (await newPerson(browser)).newPage();
  page.on('pageerror', (error) => assert.fail(`exception in the page of ${who}: ${error.stack}`));
  await page.goto(`http://127.0.0.1:${origin.address().port}/#${tokens[who]}:${peer}`);
  await page.getByText('online', { exact: true }).waitFor();
  await page.waitForFunction(() => window.chat !== undefined);
  return page;
}

async function write(page, text) {
  await page.getByPlaceholder('Message').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

it('makes the users', async () => {
  const script = blocks('sh')[0].replace('$(cat data/default.token)', server.token);
  const { stdout } = await run('bash', ['-euc', script]);
  for (const line of stdout.trim().split('\n')) {
    const { user } = JSON.parse(line);
    tokens[user.address] = user.token;
  }
  assert.deepEqual(Object.keys(tokens), ['ana', 'bob']);
});

it('is a chat between two pages, which a reload shows again', async () => {
  const ana = await open('ana', 'bob');
  const bob = await open('bob', 'ana');
  await write(ana, 'Hello Bob');
  await bob.getByText('ana: Hello Bob').waitFor();
  await ana.getByText('ana: Hello Bob (read)').waitFor();
  await write(bob, 'Hello Ana');
  await ana.getByText('bob: Hello Ana').waitFor();
  await bob.getByText('bob: Hello Ana (read)').waitFor();
  await ana.reload();
  await ana.getByText('bob: Hello Ana').waitFor();
  assert.deepEqual(await ana.locator('li').allTextContents(), ['ana: Hello Bob (read)', 'bob: Hello Ana']);
  await bob.context().close();
  await ana.context().close();
});

it('shows code for the console that runs', async () => {
  const page = await open('ana', 'bob');
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  const snippets = blocks('js').filter(isForTheConsole);
  assert.equal(snippets.length, 6);
  for (const code of snippets) await page.evaluate(`(async () => { ${code} })()`);
  await until('what the code says', () => said.some((text) => text.includes('Hello, all of you')));
  assert.ok(said.some((text) => text.endsWith('of 10 bytes')), said.join('\n'));
  const file = page.getByRole('link', { name: 'agenda.txt, 10 bytes' });
  assert.equal(await page.evaluate(async (url) => (await fetch(url)).text(), await file.getAttribute('href')), '1. Welcome');
  assert.ok(said.some((text) => /\[.*ana.*bob.*]|\[.*bob.*ana.*]/.test(text)), said.join('\n'));
  await page.context().close();
});

it('is a package that holds what belongs to it', async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: SDK });
  const files = JSON.parse(stdout)[0].files.map(({ path }) => path);
  const others = files.filter((path) => !/^dist\/[\w-]+(\.d)?\.(js|cjs|ts|cts)(\.map)?$/.test(path));
  assert.deepEqual(others.filter((path) => path !== 'LICENSE').sort(), ['README.md', 'package.json']);
});

it('is installed, and loaded by import and by require', async () => {
  const packages = [await pack(SDK), await pack(dirname(createRequire(import.meta.url).resolve('ws/package.json')))];
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  const names = "console.log(typeof Chat, typeof Client, typeof Mesibo)";
  const required = `const { Chat, Client } = require('carillon-client'); const { Mesibo } = require('carillon-client/mesibo'); ${names}`;
  const imported = `import { Chat, Client } from 'carillon-client'; import { Mesibo } from 'carillon-client/mesibo'; ${names}`;
  for (const args of [['-e', required], ['--input-type=module', '-e', imported]]) {
    const { stdout } = await run(process.execPath, args, { cwd: folder });
    assert.equal(stdout.trim(), 'function function function');
  }
});

it('has types that a strict compiler takes all of this by', async () => {
  const [bot, ...snippets] = blocks('js').filter((code) => !isBackEnd(code)).sort((a, b) => isBot(b) - isBot(a));
  const page = /<script type="module">\n([^]*?)<\/script>/.exec(blocks('html')[0])[1];
  const inside = (code) => `export async function f(): Promise<void> {\n${code}\n}\n`;
  const files = {
    'bot.mts': bot,
    'page.mjs': page.replace(/'http:[^']*carillon-client.js'/, "'carillon-client'"),
    ...Object.fromEntries(snippets.map((code, n) => [`snippet-${n}.mts`, `import { Chat } from 'carillon-client';
declare const chat: Chat;
${n === 0 ? '' : "declare const bob: import('carillon-client').Conversation;\n"}${inside(code)}`])),
    'kinds.cts': "import sdk = require('carillon-client');\nexport const chat: sdk.Chat = new sdk.Chat({ url: 'http://host', token: 'x', tabs: 'shared' });\n",
  };
  for (const [name, code] of Object.entries(files)) await writeFile(join(folder, name), code);
  const types = join(SDK, 'node_modules/@types');
  const options = {
    strict: true, noEmit: true, allowJs: true, module: 'nodenext', target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable'],
    typeRoots: [types], types: ['node'], paths: { ws: [join(types, 'ws/index.d.ts')] },
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: Object.keys(files) }));
  const tsc = join(SDK, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '-p', folder]).catch(({ stdout }) => assert.fail(stdout));
});

describe('the bot', () => {
  let token;

  before(async () => {
    const [bot] = blocks('js').filter(isBot);
    assert.ok(bot.trim().split('\n').length < 30);
    await writeFile(join(folder, 'bot.mjs'), bot);
    token = await newToken(server, 'echo');
  });

  function start() {
    return spawn(process.execPath, ['bot.mjs'], {
      cwd: folder,
      env: { ...process.env, CARILLON_URL: server.url, BOT_TOKEN: token },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  async function stop(bot, signal) {
    const exit = once(bot, 'exit');
    bot.kill(signal);
    assert.deepEqual(await exit, [0, null]);
  }

  it('answers from the package as it is installed, in under 30 lines', async () => {
    const bot = start();
    try {
      const page = await open('ana', 'echo');
      await write(page, 'Anybody there?');
      await page.getByText('ECHO: You said: Anybody there?').waitFor();
      await page.getByText('ana: Anybody there? (read)').waitFor();
      await page.context().close();
      await stop(bot, 'SIGTERM');
    } finally {
      bot.kill('SIGKILL');
    }
  });

  it('that is stopped by Ctrl-C while much comes, and started again, answers everything once', async () => {
    let bot = start();
    try {
      const page = await open('ana', 'echo');
      const send = (from, to) =>
        page.evaluate(([first, end]) => {
          for (let n = first; n < end; n++) window.chat.conversation('echo').send(`number ${n}`);
        }, [from, to]);
      const answers = async () =>
        (await page.locator('li').allTextContents()).map((text) => /You said: (number .*)$/.exec(text)?.[1]).filter(Boolean);
      for (const round of [0, 1, 2]) {
        await send(100 * round, 100 * round + 100);
        await until('some are answered', async () => (await answers()).length > 100 * round);
        await stop(bot, 'SIGINT');
        bot = start();
      }
      await until('all are answered', async () => (await answers()).length >= 300);
      await send(300, 301);
      await page.getByText('ECHO: You said: number 300').waitFor();
      assert.deepEqual(await answers(), Array.from({ length: 301 }, (_, n) => `number ${n}`));
      await page.context().close();
      await stop(bot, 'SIGINT');
    } finally {
      bot.kill('SIGKILL');
    }
  });
});
