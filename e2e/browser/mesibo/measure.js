// Measures mesibo.js in Chromium: what a page does while nothing happens, and how long pages of a conversation of 50,000
// messages take to read. Figures, and so no test: node mesibo/measure.js
import { newPerson, startBrowser } from '../browser.js';
import { newToken, until } from '../chat-stage.js';
import { startServer } from '../server.js';
import { startPages } from './pages.js';

const IDLE_SECONDS = Number(process.env.IDLE_SECONDS ?? 60);
const MESSAGES = Number(process.env.MESSAGES ?? 50_000);
const PAGE = 100;

const server = await startServer();
const browser = await startBrowser();
const site = await startPages(`${server.url}/mesibo.js`);
try {
  const ana = await newToken(server, 'ana');
  const bob = await newToken(server, 'bob');
  await idle(ana);
  await reading(ana, bob);
} finally {
  await browser.close();
  await site.close();
  await server.close();
}

async function openPage(token) {
  const person = await newPerson(browser);
  const page = await person.newPage();
  await page.goto(`${site.url}/blank.html#token=${token}`);
  await until('the page is online', () => page.evaluate(() => window.statuses.includes(1)));
  return page;
}

/** Counts the tasks of the renderer's main thread that ran script, and their time. */
async function idle(token) {
  const page = await openPage(token);
  await page.waitForTimeout(3_000); // what follows the login is done
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const before = await metrics(session);
  const browserSession = await browser.newBrowserCDPSession();
  browserSession.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await browserSession.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline', 'toplevel'] } });
  await page.waitForTimeout(IDLE_SECONDS * 1_000);
  const complete = new Promise((resolve) => browserSession.once('Tracing.tracingComplete', resolve));
  await browserSession.send('Tracing.end');
  await complete;
  const after = await metrics(session);
  const count = (name) => events.filter((event) => event.name === name && event.ph !== 'E').length;
  console.log(`idle for ${IDLE_SECONDS} s: ${count('TimerFire')} timers, ${count('FunctionCall')} calls of functions, ` +
    `${count('WebSocketSend')} sent, ${count('WebSocketReceive')} received, script ${((after.ScriptDuration - before.ScriptDuration) * 1000).toFixed(1)} ms, ` +
    `tasks ${((after.TaskDuration - before.TaskDuration) * 1000).toFixed(1)} ms, layouts ${after.LayoutCount - before.LayoutCount}`);
  await page.context().close();
}

async function metrics(session) {
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

async function reading(ana, bob) {
  const writer = await openPage(bob);
  const reader = await openPage(ana);
  let began = Date.now();
  await writer.evaluate(async (count) => {
    const ana = mesibo.getProfile('ana', 0);
    for (let i = 0; i < count; i++) {
      const message = ana.newMessage();
      message.message = `message ${i} of many`;
      message.send();
      if (i % 500 === 499) await window.sent(message);
    }
  }, MESSAGES);
  await until('all have come', () => reader.evaluate((count) => window.came >= count, MESSAGES), 600_000);
  console.log(`${MESSAGES} messages written and received in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  await reader.reload();
  await until('the page is online again', () => reader.evaluate(() => window.statuses.includes(1)));
  const pages = await reader.evaluate(
    ([count, size]) =>
      new Promise((resolve) => {
        const times = [];
        let began = 0;
        let longest = 0;
        const session = mesibo.getProfile('bob', 0).createReadSession(function (rows) {
          times.push(performance.now() - began);
          const read = session.getMessages().length;
          if (read >= count || rows === 0) return resolve({ times, read, longest });
          setTimeout(next);
        });
        const next = () => {
          began = performance.now();
          session.read(size);
        };
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (longest = Math.max(longest, entry.duration)))).observe({ entryTypes: ['longtask'] });
        next();
      }),
    [MESSAGES, PAGE],
  );
  const sorted = pages.times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.ceil(share * sorted.length) - 1].toFixed(1);
  console.log(`${pages.read} messages read in ${sorted.length} pages of ${PAGE}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms, longest task ${pages.longest} ms`);
}
