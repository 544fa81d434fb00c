// The start page and the documentation that the server brings along, in a real browser.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PHONE, shows, Stage, WIDE } from './messenger-stage.js';

let stage, page;

before(async () => {
  stage = await Stage.open();
  ({ page } = stage);
});

after(() => stage?.close());

describe('the start page', { concurrency: false }, () => {
  it('says at once that a token is wrong', async () => {
    await page.goto(`${stage.server.url}/#token=not-a-token`);
    await shows(page.getByRole('alert').getByText('not the token of an app'), 'that the token is wrong');
    assert.equal(page.url(), `${stage.server.url}/`, 'the token is taken out of the address');
    await page.reload();
    assert.equal(await page.getByRole('alert').count(), 0, 'a wrong token is not kept');
  });

  it('takes the token typed in, and sends the first message', async () => {
    await page.getByLabel('App token').fill(stage.server.token);
    await page.getByRole('button', { name: 'Continue' }).click();
    await shows(page.getByRole('heading', { name: 'Your first message' }), 'the first message');
    const commands = await page.locator('pre').allTextContents();
    assert.equal(commands.length, 3);
    for (const command of commands) assert.ok(command.includes(stage.server.token), command);
    await page.getByRole('button', { name: 'Run all three here' }).click();
    await shows(page.getByRole('link', { name: 'See it arrive in the messenger' }), 'that all three were run');
    const answers = (await page.locator('[data-answer]').allTextContents()).map((text) => JSON.parse(text));
    assert.deepEqual(answers.map(({ op, result }) => [op, result]), [['useradd', true], ['useradd', true], ['message', true]]);
    const bob = await stage.chatOf('bob');
    await bob.conversation('ana').messages({ limit: 10 }).then(({ messages }) => assert.deepEqual(messages.map(({ text }) => text), ['Hello Bob']));
  });

  it('lists the operations, each with its place in the reference', async () => {
    await page.getByRole('link', { name: 'inviteadd' }).click();
    await shows(page.getByRole('heading', { name: 'inviteadd', exact: true }), 'the operation in the reference');
    assert.match(page.url(), /\/docs\/reference\/backend-api#inviteadd$/);
    await page.getByRole('link', { name: 'Documentation' }).click();
    await page.getByRole('link', { name: 'A chat in your page, in ten minutes' }).click();
    await shows(page.getByRole('heading', { name: '1. A server and two users' }), 'the guide');
  });

  for (const [name, size] of [['wide', WIDE], ['phone', PHONE]]) {
    for (const colorScheme of ['light', 'dark']) {
      it(`fits on a ${name} screen, ${colorScheme}`, async () => {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        for (const [path, part] of [['/', 'start'], ['/docs', 'docs'], ['/docs/reference/backend-api', 'reference']]) {
          await page.goto(stage.server.url + path);
          await shows(page.getByRole('heading', { level: 1 }), path);
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wider <= 0, `${path} is ${wider} px wider than the screen`);
          await stage.shot(`${part}-${name}-${colorScheme}`);
        }
      });
    }
  }

  it('breaks nothing on the way', () => assert.deepEqual(stage.complaints, []));
});
