// A window of the messenger, as a person uses it: the left or the right one of the demo, or one elsewhere.
export class Side {
  constructor(page, name, window = page.locator(`[data-side=${name}]`)) {
    this.page = page;
    this.name = name;
    this.window = window;
    this.status = this.window.locator('[data-chat-status]');
    this.messages = this.window.locator('[data-mid]');
    this.search = this.window.getByRole('searchbox', { name: 'Search in chats and messages' });
    this.dialog = page.getByRole('dialog');
    this.input = this.window.getByRole('textbox', { name: 'Message' });
  }

  connection(state) {
    return this.window.locator(`[data-connection=${state}]`);
  }

  row(key) {
    return this.window.locator(`[data-conversation=${JSON.stringify(key)}]`);
  }

  rowTitled(title) {
    return this.window.locator('[data-conversation]').filter({ hasText: title });
  }

  unread(key) {
    return this.row(key).locator('[data-unread]');
  }

  message(text) {
    return this.messages.filter({ hasText: text }).last();
  }

  /** The tick of an own message. */
  tick(text) {
    return this.message(text).locator('.ticks');
  }

  async open(key) {
    await this.row(key).click();
    await this.input.waitFor();
  }

  /** Opens what is to be known and set about the open chat. */
  async about() {
    await this.window.getByTitle(/^(Contact info|Group settings)$/).click();
    await this.dialog.waitFor();
  }

  async closeDialog() {
    await this.page.keyboard.press('Escape');
    await this.dialog.waitFor({ state: 'detached' });
  }

  async newChat(address) {
    await this.window.getByRole('button', { name: 'New chat' }).click();
    await this.page.getByRole('dialog').locator(`[data-address="${address}"]`).click();
    await this.input.waitFor();
  }

  async newGroup(name, members) {
    await this.window.getByRole('button', { name: 'New group' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel('Name of the group').fill(name);
    for (const member of members) await dialog.locator(`[data-address="${member}"]`).click();
    await dialog.getByRole('button', { name: /^Create group/ }).click();
    await dialog.waitFor({ state: 'hidden' }); // until then the chat before is there
    await this.input.waitFor();
  }

  async send(text) {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  async sendFiles(...files) {
    const count = await this.messages.count();
    await this.window.locator('[data-chooser]').setInputFiles(files);
    await this.sendStaged();
    await this.messages.nth(count).waitFor();
  }

  /** Sends the files that are shown, with a caption or without. */
  async sendStaged(caption = '') {
    await this.dialog.getByLabel('Caption').fill(caption);
    await this.dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  async act(text, action) {
    const message = this.message(text);
    await message.hover();
    await message.getByRole('button', { name: 'Actions for this message' }).click();
    await message.getByRole('menuitem', { name: action }).click();
  }
}
