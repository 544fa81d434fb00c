// The way in of the public messenger apps: phone and code at the server's own demo login, from a page of another origin.
import { after, before, it } from 'node:test';
import { newPerson, startBrowser } from '../browser.js';
import { startServer } from '../server.js';
import { App } from './app.js';
import { startPages } from './pages.js';

const PHONE = '491555010042';
let server, browser, site;

before(async () => {
  server = await startServer({ CARILLON_DEMO_LOGIN: 'default' });
  browser = await startBrowser();
  site = await startPages(`${server.url}/mesibo.js`);
});

after(async () => {
  await browser?.close();
  await site?.close();
  await server?.close();
});

/** The code that was sent to a phone: the back-end is told it, too. */
async function codeOf(phone) {
  const otp = { address: phone, tries: 5, expiry: 300, reuse: true };
  const response = await fetch(`${server.url}/backend`, { method: 'POST', body: JSON.stringify({ op: 'otp', token: server.token, otp }) });
  return (await response.json()).otp;
}

// the address that the apps have, changed to the one of this server: that of the login itself, or of the messenger
for (const path of ['/messenger/api', '/messenger']) {
  it(`lets apps in at ${path} by phone and code, with the token and the addresses they go on with`, async () => {
    const person = await newPerson(browser);
    const app = await App.open(person, `${site.url}/login.html?api=${encodeURIComponent(server.url + path)}`);
    await app.fill('phone', `+${PHONE}`);
    await app.press('next');
    await app.has('#code-form:not([hidden])');
    await app.reads('#message', `A code of six digits was sent to +${PHONE}.`);
    const code = await codeOf(PHONE);
    await app.fill('code', code === '000000' ? '111111' : '000000');
    await app.press('enter');
    await app.reads('#error', 'the code is wrong, used up or expired');
    await app.fill('code', code);
    await app.press('enter');
    await app.reads('#status', `1 as ${PHONE}`);
    await app.reads('#file', 'Hello file');
    await app.close();
  });
}
