// Signing in to the messenger by a phone number and a code, where the server takes those.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { newPerson } from './browser.js';
import { until } from './chat-stage.js';
import { PHONE, shows, Stage, steps } from './messenger-stage.js';
import { Side } from './side.js';

const DESK = { width: 1440, height: 900 };

let stage;

before(async () => {
  stage = await Stage.open({ CARILLON_DEMO_LOGIN: 'default' });
});

after(() => stage?.close());

const step = steps(() => stage);

/** What the server has last written into its log for that number. */
const codeFor = (digits) =>
  until('a code was sent', () => [...stage.server.log.matchAll(/The code of \+(\d+) for the demo login is (\d+)/g)].findLast(([, phone]) => phone === digits)?.[2]);

describe('signing in by phone', { concurrency: false }, () => {
  for (const [width, viewport, digits] of [['1440', DESK, '491701234567'], ['390', PHONE, '491707654321']]) {
    let page;

    step(`${width}: says at once what is no number, and what is a wrong code`, async () => {
      const person = await newPerson(stage.browser);
      page = await person.newPage();
      stage.watch(page);
      await page.setViewportSize(viewport);
      await page.goto(`${stage.server.url}/messenger`);
      await page.getByLabel('Phone number').fill('12');
      await page.getByRole('button', { name: 'Send me a code' }).click();
      await shows(page.getByRole('alert').getByText('This is no phone number'), 'that 12 is no number');
      await page.getByLabel('Phone number').fill(`+${digits.slice(0, 2)} ${digits.slice(2, 5)} ${digits.slice(5)}`);
      await page.getByRole('button', { name: 'Send me a code' }).click();
      const code = await codeFor(digits);
      await page.getByLabel('Code').fill(code === '000000' ? '000001' : '000000');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await shows(page.getByRole('alert').getByText('This code is wrong, used up or too old.'), 'that the code is wrong');
      await stage.shotOf(page, `phone-wrong-code-${width}`);
    });

    step(`${width}: leads in by the right code, and a reload stays in`, async () => {
      await page.getByLabel('Code').fill(await codeFor(digits));
      await page.getByLabel('Your name').fill('Ana');
      await page.getByRole('button', { name: 'Sign in' }).click();
      const mine = new Side(page, 'one', page.locator('[data-window]'));
      await shows(mine.connection('online'), 'that one is connected');
      await shows(mine.window.getByRole('heading', { name: 'Ana' }), 'the name');
      await stage.shotOf(page, `phone-in-${width}`);
      await page.reload();
      await shows(mine.connection('online'), 'that the login holds after a reload');
      await page.context().close();
    });
  }

  step('had no exception and no error in the console', () => assert.deepEqual(stage.complaints, []));
});
