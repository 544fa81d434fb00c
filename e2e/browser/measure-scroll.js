// How the messenger page scrolls, searches and jumps in a long conversation: `node measure-scroll.js [MESSAGES]`.
// Prints times of this machine; the test of the page asserts what is on it, never a time.
import { WebSocket } from 'ws';
import { newPerson, startBrowser } from './browser.js';
import { loadClient, newToken } from './chat-stage.js';
import { startServer } from './server.js';
import { Side } from './side.js';

const MESSAGES = Number(process.argv[2] ?? 50_000);
const BATCH = 2_000;
const WORDS = 'the quick brown fox jumps over a lazy dog and goes on its way home through fields of wheat'.split(' ');

const server = await startServer();
const browser = await startBrowser();
try {
  const page = await (await newPerson(browser)).newPage();
  await page.goto(`${server.url}/messenger#token=${server.token}`);
  await page.locator('[name=left-address]').fill('reader');
  await page.locator('[name=right-address]').fill('other');
  await page.getByRole('button', { name: 'Open both windows' }).click();
  const left = new Side(page, 'left');
  await left.connection('online').waitFor();

  await timed(`${MESSAGES} messages written, and stored by the page`, async () => {
    await write();
    await left.window.locator(`[data-unread="${MESSAGES}"]`).waitFor({ timeout: 120_000 });
  });
  await timed('opened, all unread', () => opened(left));
  await page.waitForTimeout(20_000); // marks them as read
  await page.reload();
  await left.connection('online').waitFor();
  await timed('opened after a reload', () => opened(left));
  console.log('scrolled up by 120 px a frame:', await scrolled(page, 10_000, 120));
  console.log('scrolled up by 1,500 px a frame:', await scrolled(page, 20_000, 1_500));
  await timed('searched all of it', async () => {
    await left.search.fill('123: ');
    await page.locator('[data-side=left] [aria-label=Found][aria-busy=false] [data-hit]').first().waitFor();
  });
  await timed('jumped to the oldest of what was found', async () => {
    await left.window.locator('[data-hit]').last().click();
    await left.window.locator('article.target').waitFor({ timeout: 60_000 });
  });
  console.log('scrolled up from there:', await scrolled(page, 5_000, 120));
  console.log(`JavaScript heap: ${await page.evaluate(() => Math.round(performance.memory.usedJSHeapSize / 1e6))} MB`);
} finally {
  await browser.close();
  await server.close();
}

async function write() {
  const { Chat } = await loadClient();
  const chat = new Chat({ url: server.url, token: await newToken(server, 'writer'), database: false, webSocket: WebSocket });
  await chat.start();
  const { length } = WORDS;
  for (let from = 0; from < MESSAGES; from += BATCH) {
    const count = Math.min(BATCH, MESSAGES - from);
    const texts = Array.from({ length: count }, (_, i) => `${from + i + 1}: ${WORDS.slice(0, 1 + ((from + i * 7) % length)).join(' ')}`);
    const sent = texts.map((text) => chat.conversation('reader').send(text));
    await Promise.all(sent.map((message) => message.accepted()));
  }
  await chat.stop();
}

async function opened(side) {
  await side.open('u:writer');
  await side.message(`${MESSAGES}: `).waitFor();
}

async function timed(what, run) {
  const start = performance.now();
  await run();
  console.log(`${what}: ${Math.round(performance.now() - start)} ms`);
}

/** Milliseconds from frame to frame, and how many messages were on the page at most. */
function scrolled(page, ms, step) {
  return page.evaluate(
    ([ms, step]) =>
      new Promise((resolve) => {
        const log = document.querySelector('[data-side=left] .scroll');
        const frames = [];
        let most = 0;
        let last = performance.now();
        const end = last + ms;
        const frame = () => {
          const now = performance.now();
          frames.push(now - last);
          last = now;
          log.scrollTop -= step;
          most = Math.max(most, log.querySelectorAll('[data-mid]').length);
          if (now < end) return requestAnimationFrame(frame);
          frames.sort((a, b) => a - b);
          const at = (share) => Math.round(frames[Math.floor(share * (frames.length - 1))] * 10) / 10;
          resolve({ frames: frames.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1), most });
        };
        requestAnimationFrame(frame);
      }),
    [ms, step],
  );
}
