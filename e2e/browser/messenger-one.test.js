// The messenger for one user: in by an invitation, chats with addresses of their own, Back and reload, two tabs, out.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { newPerson } from './browser.js';
import { until } from './chat-stage.js';
import { isolated, PHONE, shows, Stage, steps, vanishes, withStatus } from './messenger-stage.js';
import { askBackend } from './server.js';
import { Side } from './side.js';

const DESK = { width: 1440, height: 900 };

let stage, bob;

before(async () => {
  stage = await Stage.open();
  await stage.addUser('bob', 'Bob');
  bob = await stage.chatOf('bob');
});

after(() => stage?.close());

const step = steps(() => stage);

/** Asks the Backend API, as the app does. */
const ask = (op, more) => askBackend(stage.server, op, more);

/** The link, which the server writes without its address here, for it has chosen its port itself. */
const invite = async (more) => new URL((await ask('inviteadd', { invite: { lifetime: 3600, uses: 1, ...more } })).invite.url, stage.server.url).href;
const window_ = (page) => new Side(page, 'one', page.locator('[data-window]'));
const path = (page) => page.url().slice(stage.server.url.length);
const at = (page, wanted) => until(`the address is ${wanted}`, async () => path(page) === wanted);

describe('the messenger for one user', { concurrency: false }, () => {
  step('refuses an invitation that is none, in words', async () => {
    const { page } = stage;
    stage.expectsErrors = true;
    await page.goto(`${stage.server.url}/messenger#invite=nonsense`);
    await shows(page.getByText('You were invited to chat'), 'the invitation');
    assert.equal(path(page), '/messenger', 'the secret is not in the address bar');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await shows(page.getByRole('alert').getByText('This invitation is not known here.'), 'what is wrong');
    await stage.shot('invite-refused');
    await page.goto('about:blank');
    stage.expectsErrors = false;
  });

  for (const [width, viewport, name] of [['1440', DESK, 'Ana'], ['390', PHONE, 'Cleo']]) {
    const address = name.toLowerCase();
    const phone = viewport === PHONE;
    let person, page, mine;

    step(`${width}: comes in by an invitation link, and the login stays`, async () => {
      person = await newPerson(stage.browser);
      page = await person.newPage();
      stage.watch(page);
      await page.setViewportSize(viewport);
      const url = await invite({ address });
      await page.goto(url);
      await until('the secret is out of the address bar', async () => path(page) === '/messenger');
      await page.getByLabel('Your name').fill(name);
      await stage.shotOf(page, `invited-${width}`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      mine = window_(page);
      await shows(mine.connection('online'), `that ${name} is connected`);
      await shows(mine.window.getByRole('heading', { name }), 'the name');
      await page.reload();
      await shows(mine.connection('online'), 'that the login holds after a reload');
      assert.equal(await page.evaluate(() => performance.getEntriesByType('navigation')[0].name.includes('invite=')), false);
      stage.expectsErrors = true;
      const second = await newPerson(stage.browser);
      const other = await second.newPage();
      await other.goto(url);
      await other.getByRole('button', { name: 'Sign in' }).click();
      await shows(other.getByRole('alert').getByText('This invitation was used already.'), 'that a link works once');
      await second.close();
      stage.expectsErrors = false;
    });

    step(`${width}: finds somebody by the whole address, by typing and Enter`, async () => {
      await page.keyboard.press('Control+k');
      await shows(mine.dialog.getByRole('combobox'), 'where one types');
      await page.keyboard.type('nobody-of-that-name');
      await shows(mine.dialog.getByText('Nobody found.'), 'that there is nobody');
      await mine.dialog.getByRole('combobox').fill('bob');
      await shows(mine.dialog.locator('.active[data-address=bob]').getByText('Bob', { exact: true }), 'Bob, whom one did not know');
      await stage.shotOf(page, `go-${width}`);
      await page.keyboard.press('Enter');
      await at(page, '/messenger#/chat/bob');
      await mine.send(`Hello from ${name}`);
      await shows(withStatus(mine.tick(`Hello from ${name}`), 'delivered'), 'that Bob has it');
      await stage.shotOf(page, `chat-${width}`);
    });

    step(`${width}: has chats in the browser's history: Back, Forward, reload, a link`, async () => {
      await page.reload();
      await shows(mine.message(`Hello from ${name}`), 'the chat again');
      assert.equal(path(page), '/messenger#/chat/bob');
      await page.goBack();
      await at(page, '/messenger');
      await vanishes(mine.input, 'the chat');
      await shows(mine.row('u:bob'), 'the list');
      await page.goForward();
      await shows(mine.message(`Hello from ${name}`), 'the chat');
      if (phone) await mine.window.getByRole('button', { name: 'Back to the chats' }).click();
      else await page.goBack();
      await at(page, '/messenger');
      await shows(mine.row('u:bob'), 'the list');
      const group = await bob.createGroup({ name: `Desk of ${name}`, members: [address] });
      await shows(mine.row(`g:${group.gid}`), 'the group');
      await bob.conversation(address).send(`Look: ${stage.server.url}/messenger#/group/${group.gid}`).accepted();
      await mine.row('u:bob').click();
      await mine.message('Look:').getByRole('link').click();
      await at(page, `/messenger#/group/${group.gid}`);
      await shows(mine.window.getByRole('heading', { name: `Desk of ${name}` }), 'the group to which the link leads');
      await page.goBack();
      await at(page, '/messenger#/chat/bob');
      await shows(mine.message('Look:'), 'the chat before');
      const fresh = await person.newPage();
      stage.watch(fresh);
      await fresh.setViewportSize(viewport);
      await fresh.goto(`${stage.server.url}/messenger#/group/${group.gid}`);
      await shows(window_(fresh).window.getByRole('heading', { name: `Desk of ${name}` }), 'the group in another tab, by its address');
      await fresh.goBack();
      await at(fresh, '/messenger');
      await shows(window_(fresh).row('u:bob'), 'the list behind a chat that was opened by its address');
      await fresh.close();
    });

    step(`${width}: tells the story of a group, which stands at the top when it is new`, async () => {
      await page.goto(`${stage.server.url}/messenger#/chat/bob`);
      const group = await bob.createGroup({ name: `Story of ${name}`, members: [address] });
      await until('it stands at the top', async () => (await mine.window.locator('[data-conversation]').first().getAttribute('data-conversation')) === `g:${group.gid}`);
      await page.goto(`${stage.server.url}/messenger#/group/${group.gid}`);
      const told = (text) => mine.window.locator('[data-episode]').getByText(text);
      await shows(told('Bob made this group with you'), 'who made it');
      await stage.addUser('dee', 'Dee');
      await group.add(['dee']);
      await shows(told('Bob added Dee'), 'who was added');
      await group.set({ name: `Tale of ${name}` });
      await shows(told(`Bob named this group “Tale of ${name}”`), 'the new name');
      await group.conversation.send('And on it goes').accepted();
      await shows(mine.message('And on it goes'), 'a message');
      await group.remove(['dee']);
      await shows(told('Bob removed Dee'), 'who was removed');
      const lines = await mine.window.locator('[data-episode], [data-mid] .text').allInnerTexts();
      assert.deepEqual(lines.map((line) => line.trim()).slice(-3), [`Bob named this group “Tale of ${name}”`, 'And on it goes', 'Bob removed Dee']);
      await stage.shotOf(page, `story-${width}`);
      await page.reload();
      await shows(told('Bob added Dee'), 'the story after a reload');
    });

    step(`${width}: is in two tabs at once`, async () => {
      const second = await person.newPage();
      stage.watch(second);
      await second.setViewportSize(viewport);
      await second.goto(`${stage.server.url}/messenger#/chat/bob`);
      const there = window_(second);
      await there.send(`From the second tab, ${width}`);
      await page.goto(`${stage.server.url}/messenger#/chat/bob`);
      await shows(mine.message(`From the second tab, ${width}`), 'the message in the first tab');
      await mine.send(`From the first tab, ${width}`);
      await shows(there.message(`From the first tab, ${width}`), 'the message in the second tab');
      await second.close();
      await bob.conversation(address).send(`Is anybody there, ${width}?`).accepted();
      await shows(mine.message(`Is anybody there, ${width}?`), 'that the first tab goes on');
    });

    step(`${width}: takes pasted words into the field, and shows a dropped picture before it goes`, async () => {
      const picture = (await stage.picture(60, 30)).toString('base64');
      await page.evaluate((picture) => {
        const file = new File([Uint8Array.from(atob(picture), (char) => char.charCodeAt(0))], 'dropped.png', { type: 'image/png' });
        const data = new DataTransfer();
        data.items.add(file);
        document.querySelector('.chat .chat').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
      }, picture);
      await shows(mine.dialog.locator('[data-staged="dropped.png"] img'), 'the picture');
      await stage.shotOf(page, `staged-${width}`);
      await mine.sendStaged(`Dropped at ${width}`);
      await shows(mine.message(`Dropped at ${width}`), 'the picture with its caption');
    });

    step(`${width}: opens the menu of a message by the right button, and the keys by ?`, async () => {
      await mine.message(`Dropped at ${width}`).locator('.text').click({ button: 'right' });
      await shows(mine.window.getByRole('menuitem', { name: 'Reply' }), 'the menu');
      await stage.shotOf(page, `menu-${width}`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await shows(mine.dialog.getByText('Go to a chat or to somebody'), 'the keys');
      await stage.shotOf(page, `keys-${width}`);
      await mine.closeDialog();
      await page.evaluate(() => document.activeElement?.blur());
      await page.keyboard.press('/');
      await until('the search has the focus', () => mine.search.evaluate((field) => field === document.activeElement));
      await page.keyboard.type('hello from');
      await shows(mine.window.locator('[data-hit]'), 'what was found');
      await shows(mine.window.getByText('The messages on this device were searched.'), 'where was searched');
      await stage.shotOf(page, `search-${width}`);
      await mine.window.getByRole('button', { name: 'Fetch older messages' }).click();
      await shows(mine.window.getByText('is on this device.'), 'that there is no more');
      await page.keyboard.press('Escape');
      await mine.search.fill('');
    });

    step(`${width}: forwards to somebody with whom there is no chat yet`, async () => {
      await mine.row('u:bob').click();
      await mine.act(`Dropped at ${width}`, 'Forward…');
      await page.keyboard.type('dee');
      await shows(mine.dialog.locator('.active[data-address=dee]'), 'Dee');
      await page.keyboard.press('Enter');
      await mine.dialog.getByRole('button', { name: 'Forward', exact: true }).click();
      await vanishes(mine.dialog, 'the dialog');
      if (phone) await mine.window.getByRole('button', { name: 'Back to the chats' }).click();
      await mine.row('u:dee').click();
      await shows(mine.message(`Dropped at ${width}`).getByText('Forwarded'), 'the forwarded message');
    });

    step(`C9, ${width}: warns before the last owner leaves a group`, async () => {
      if (phone) await mine.window.getByRole('button', { name: 'Back to the chats' }).click();
      await mine.newGroup(`Mine, ${width}`, ['bob', 'dee']);
      await mine.about();
      await mine.dialog.getByRole('button', { name: `Make admin: ${isolated('Dee')}` }).click();
      await shows(mine.dialog.locator('[data-member=dee]').getByText('admin', { exact: true }), 'that Dee is an admin');
      assert.deepEqual(await mine.window.locator('[data-episode]').allInnerTexts(), ['You made this group with Bob and Dee'], 'a right is no coming');
      await mine.dialog.getByRole('button', { name: 'Leave the group…' }).click();
      await shows(mine.dialog.locator('[data-warning]').getByText(`When you leave, ${isolated('Dee')} becomes the owner.`), 'who owns it then');
      await mine.dialog.locator('[data-warning]').scrollIntoViewIfNeeded();
      await stage.shotOf(page, `leaving-${width}`);
      await mine.dialog.getByRole('button', { name: 'No', exact: true }).click();
      await mine.closeDialog();
    });

    step(`${width}: looks right in the dark, and scrolls nothing sideways`, async () => {
      await page.emulateMedia({ colorScheme: 'dark' });
      await mine.rowTitled(`Mine, ${width}`).first().evaluate(() => true).catch(() => {});
      await stage.shotOf(page, `dark-${width}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
      await page.emulateMedia({ colorScheme: 'light' });
    });

    step(`${width}: signs out, in all tabs`, async () => {
      const second = await person.newPage();
      await second.goto(`${stage.server.url}/messenger`);
      await shows(window_(second).connection('online'), 'the second tab');
      stage.expectsErrors = true; // asked whether it takes phones, the server says 404
      if (phone) await mine.window.getByRole('button', { name: 'Back to the chats' }).click();
      await mine.window.getByTitle('Your profile').click();
      await mine.dialog.getByRole('button', { name: 'Sign out…' }).click();
      await stage.shotOf(page, `signing-out-${width}`);
      await mine.dialog.getByRole('button', { name: 'Yes, sign out' }).click();
      for (const tab of [page, second]) await shows(tab.getByLabel('Invitation link'), 'the way in');
      await stage.shotOf(page, `sign-in-${width}`);
      const kept = await page.evaluate(async () => [Object.keys(localStorage), (await indexedDB.databases()).map(({ name }) => name)]);
      assert.deepEqual(kept[0].filter((key) => key.includes('login')), [], 'no login is kept');
      assert.deepEqual(kept[1].filter((name) => name.startsWith('carillon-messenger') && !name.endsWith(':tokens')), [], 'no message is kept');
      await page.reload({ waitUntil: 'networkidle' });
      await shows(page.getByLabel('Invitation link'), 'the way in, still');
      stage.expectsErrors = false;
      await person.close();
    });
  }

  step('had no exception and no error in the console', () => assert.deepEqual(stage.complaints, []));
});
