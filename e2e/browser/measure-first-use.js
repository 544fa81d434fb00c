// How long the pages take that a newcomer sees first, over a slow network: `node measure-first-use.js`.
// Prints times of this machine. The network is emulated by Chromium, without the round trips that a real one takes to
// connect.
import { newPerson, startBrowser } from './browser.js';
import { startServer } from './server.js';

const NETWORKS = {
  'fast 3G as Lighthouse has it (1.6 Mbit/s, 150 ms)': {
    latency: 150,
    downloadThroughput: 200_000,
    uploadThroughput: 93_750,
  },
  'fast 3G as the developer tools have it (1.4 Mbit/s, 563 ms)': {
    latency: 562.5,
    downloadThroughput: 188_744,
    uploadThroughput: 86_400,
  },
};
const ROUNDS = 3;

const server = await startServer();
const browser = await startBrowser();
try {
  for (const [network, conditions] of Object.entries(NETWORKS)) {
    for (const path of ['/', '/messenger']) {
      const rounds = [];
      for (let i = 0; i < ROUNDS; i++) rounds.push(await firstUse(path, conditions));
      const times = rounds.map(({ ms }) => `${ms} ms`).join(', ');
      console.log(`${path} over ${network}: something to read after ${times}; ${rounds[0].bytes} bytes`);
    }
  }
} finally {
  await browser.close();
  await server.close();
}

async function firstUse(path, conditions) {
  const person = await newPerson(browser);
  const page = await person.newPage();
  const tools = await person.newCDPSession(page);
  let bytes = 0;
  tools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await tools.send('Network.enable');
  await tools.send('Network.emulateNetworkConditions', { offline: false, ...conditions });
  await page.goto(server.url + path, { waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelector('#app').innerText.trim().length > 20);
  const ms = Math.round(await page.evaluate(() => performance.now()));
  await person.close();
  return { ms, bytes };
}
