// A server, a browser and a site with a page that has no face: tests act in it as applications do.
import { newPerson, startBrowser } from '../browser.js';
import { newToken } from '../chat-stage.js';
import { startServer } from '../server.js';
import { startPages } from './pages.js';

export class Stage {
  tokens = {};

  /** `names`: users, each of whom has a token. */
  static async start(...names) {
    const stage = new Stage();
    stage.server = await startServer();
    stage.browser = await startBrowser();
    stage.site = await startPages(`${stage.server.url}/api/mesibo.js`);
    for (const name of names) stage.tokens[name] = await stage.newToken(name);
    return stage;
  }

  /** A page that is online; `more` goes behind the `#` of its address. */
  async open(token, more = '', { site = this.site, person } = {}) {
    const page = await (person ?? (await newPerson(this.browser))).newPage();
    await page.goto(`${site.url}/rules.html#token=${token}${more}`);
    await page.evaluate(() => until(online));
    return page;
  }

  /** Of one more device of that user; `more` for the token, as `expiry` in minutes. */
  newToken(name, more) {
    return newToken(this.server, name, more);
  }

  async close() {
    await this.browser?.close();
    await this.site?.close();
    await this.server?.close();
  }
}

/** `from` writes to `address`, whose page `to` has it then. */
export async function write(from, to, address, text) {
  await from.evaluate(([address, text]) => void send(api.getProfile(address), text), [address, text]);
  await to.evaluate((text) => until(() => heard('Mesibo_onMessage').some(([m]) => m?.message === text), text), text);
}
