import {
  Client,
  Presence,
  Refused,
  Status,
  Tus,
  fileTypeOf,
  newMid,
  type Answers,
  type Connection,
  type Content,
  type ConversationSummary,
  type EditedEntry,
  type Group,
  type GroupEvent,
  type Message,
  type PresenceNotice,
  type RetractedEntry,
  type SeenEntry,
  type StatusEntry,
  type Welcome,
} from 'carillon-client';
import { SvelteMap } from 'svelte/reactivity';
import { Conversation, keyOfRef, type ConversationKey } from './conversation.svelte.js';
import { ChatMessage, Upload, keyOf } from './message.svelte.js';
import { People } from './people.svelte.js';

const PAGE = 50;
const CONVERSATIONS_PAGE = 100;
const TYPING_EVERY_MS = 3_000;
const TYPING_ENDS_MS = 7_000;
const MEMBERS_SHOWN = 200;
const TOKEN_RETRY_MS = 3_000;

/** How a session gets its access token; called again when the server does not take the one it got. */
export type TokenSource = (fresh: boolean) => Promise<string>;

/** One user, logged in by a connection of their own: what this user sees, and can do. */
export class Session {
  readonly address: string;
  readonly client = new Client();
  readonly people = new People(this.client);
  readonly conversations = new SvelteMap<ConversationKey, Conversation>();
  connection = $state.raw<Connection>({ state: 'offline' });
  /** The list of conversations has come. */
  loaded = $state(false);
  hasMore = $state(false);
  /** What failed last, for people. */
  problem = $state<string>();
  #openKey = $state<ConversationKey>();
  #visible = false;
  #url: string;
  #token: TokenSource;
  /** The one of the present connection. */
  #accessToken = '';
  readonly #files = new Tus(location.origin, () => Promise.resolve(this.#accessToken));
  #refreshed = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #presentIn: Conversation | undefined;
  #typingSent = 0;
  readonly #typingTimers = new Map<string, ReturnType<typeof setTimeout>>();

  /** Conversations, the one with the newest message first. */
  readonly sorted = $derived(
    [...this.conversations.values()]
      .filter((conversation) => conversation.activity > 0 || conversation.group !== undefined)
      .sort((a, b) => b.activity - a.activity),
  );
  readonly open = $derived(this.#openKey === undefined ? undefined : this.conversations.get(this.#openKey));
  readonly unread = $derived([...this.conversations.values()].reduce((sum, c) => sum + c.unread, 0));

  constructor(address: string, url: string, token: TokenSource) {
    this.address = address;
    this.#url = url;
    this.#token = token;
    this.client.on('connection', (connection) => this.#connectionChanged(connection));
    this.client.on('welcome', (welcome) => void this.#welcomed(welcome));
    this.client.on('message', (message) => this.#messageCame(message));
    this.client.on('status', (entry) => this.#statusCame(entry));
    this.client.on('edited', (entry) => this.#editedCame(entry));
    this.client.on('retracted', (entry) => this.#retractedCame(entry));
    this.client.on('seen', (entry) => this.#seenCame(entry));
    this.client.on('presence', (notice) => this.#presenceCame(notice));
    this.client.on('profile', ({ profile }) => this.people.profileCame(profile));
    this.client.on('groupEvent', (event) => this.#groupChanged(event));
  }

  get name(): string {
    return this.people.nameOf(this.address);
  }

  // ---------------------------------------------------------------------------------------------------- connection

  async connect(): Promise<void> {
    clearTimeout(this.#retry);
    this.#refreshed = false;
    await this.#login(false);
  }

  close(): void {
    this.client.close();
    clearTimeout(this.#retry);
    for (const timer of this.#typingTimers.values()) clearTimeout(timer);
  }

  async #login(fresh: boolean): Promise<void> {
    try {
      const token = await this.#token(fresh);
      this.#accessToken = token;
      const cursor = this.client.cursor;
      this.client.connect(this.#url, token, {
        client: 'carillon-messenger/0.1',
        foreground: document.visibilityState === 'visible',
        ...(cursor !== undefined && { cursor }),
      });
    } catch (error) {
      this.problem = messageOf(error);
      this.#retry = setTimeout(() => void this.#login(fresh), TOKEN_RETRY_MS);
    }
  }

  #connectionChanged(connection: Connection): void {
    this.connection = connection;
    if (connection.state === 'online') return;
    this.people.forgetPresence();
    for (const conversation of this.conversations.values()) {
      conversation.typing.clear();
      conversation.present.clear();
    }
    if (connection.state === 'stopped' && connection.advice === 'relogin' && !this.#refreshed) {
      this.#refreshed = true;
      void this.#login(true);
    }
  }

  async #welcomed(welcome: Welcome): Promise<void> {
    this.#refreshed = false;
    this.problem = undefined;
    this.people.profileCame(welcome.user);
    this.#takeGroups(welcome.groups);
    if (welcome.cut) for (const conversation of this.conversations.values()) conversation.reset();
    const reload = !this.loaded || welcome.cut;
    await this.#attempt(async () => {
      if (reload) await this.#loadConversations(undefined);
      this.people.watchAll();
      this.loaded = true;
      this.#sendPresence();
      for (const conversation of this.conversations.values()) this.#sendRead(conversation);
      if (this.open !== undefined) await this.#loadOpened(this.open);
    });
  }

  // ----------------------------------------------------------------------------------------- conversations, history

  /** The chat with a user, which is made when there is none yet. */
  chatWith(peer: string): Conversation {
    const conversation = this.#conversation({ peer });
    conversation.touched = this.client.now();
    return conversation;
  }

  select(conversation: Conversation | undefined): void {
    const before = this.open;
    this.#openKey = conversation?.key;
    if (before !== conversation) before?.trim();
    this.#attended();
    if (conversation !== undefined) void this.#attempt(() => this.#loadOpened(conversation));
  }

  /** Tells whether somebody can see this session's chats: read receipts depend on it. */
  setVisible(visible: boolean): void {
    if (this.#visible === visible) return;
    this.#visible = visible;
    this.#attended();
  }

  loadMoreConversations(): Promise<void> {
    return this.#attempt(() => this.#loadConversations(this.sorted.at(-1)?.last?.ts));
  }

  loadOlder(conversation: Conversation): Promise<void> {
    return this.#attempt(() => this.#loadPage(conversation, conversation.oldestOrder));
  }

  async #loadConversations(before: number | undefined): Promise<void> {
    const answer = await this.client.request({
      t: 'conversations',
      limit: CONVERSATIONS_PAGE,
      ...(before !== undefined && { before }),
    });
    for (const summary of answer.conversations) this.#takeSummary(summary);
    this.hasMore = answer.more ?? false;
  }

  #takeSummary(summary: ConversationSummary): void {
    const conversation = this.#conversation(summary);
    conversation.put(summary.last, this.address);
    if (conversation.gid !== undefined) conversation.left = conversation.group === undefined;
    conversation.countFrom(summary.unread, summary.last.order ?? 0);
    if (this.#attends(conversation)) this.#markRead(conversation);
  }

  async #loadOpened(conversation: Conversation): Promise<void> {
    if (conversation.gid !== undefined && !conversation.left) await this.#loadMembers(conversation);
    if (!conversation.loaded) await this.#loadPage(conversation, undefined);
    if (this.#attends(conversation)) this.#markRead(conversation);
  }

  async #loadPage(conversation: Conversation, before: number | undefined): Promise<void> {
    if (conversation.loading) return;
    conversation.loading = true;
    try {
      const page = await this.client.request({
        t: 'history',
        ...conversation.ref,
        limit: PAGE,
        ...(before !== undefined && { before }),
      });
      for (const message of page.messages) conversation.put(message, this.address);
      for (const message of page.messages) if (conversation.gid !== undefined) this.people.get(message.from);
      conversation.hasOlder = page.more;
      conversation.cut = page.cut ?? false;
      conversation.loaded = true;
    } finally {
      conversation.loading = false;
    }
  }

  async #loadMembers(conversation: Conversation): Promise<void> {
    const answer = await this.client.request({ t: 'group.members', gid: conversation.gid!, limit: MEMBERS_SHOWN });
    for (const member of answer.members) this.people.named(member.address, member.name);
    conversation.members = answer.members.map((member) => member.address);
  }

  #conversation(ref: { peer?: string | undefined; gid?: number | undefined }): Conversation {
    const key = keyOfRef(ref);
    let conversation = this.conversations.get(key);
    if (conversation === undefined) {
      conversation = new Conversation(ref.gid === undefined ? { peer: ref.peer ?? '' } : { gid: ref.gid });
      if (conversation.peer !== undefined) this.people.get(conversation.peer);
      this.conversations.set(key, conversation);
    }
    return conversation;
  }

  #conversationOf(entry: { from?: string; to?: string; peer?: string; gid?: number }): Conversation {
    const other = entry.peer ?? (entry.from === this.address ? entry.to : entry.from);
    return this.#conversation({ peer: other, gid: entry.gid });
  }

  // ------------------------------------------------------------------------------------------------------- sending

  send(conversation: Conversation, text: string, replyTo: ChatMessage | undefined): void {
    const message = this.#outgoing(conversation, { text }, replyTo);
    this.#typingSent = 0;
    void this.#transmit(conversation, message);
  }

  /** Shows the file at once, uploads it, then sends the message. */
  sendFile(conversation: Conversation, file: File): void {
    const content = { fileName: file.name, fileSize: file.size, mimeType: file.type, fileType: fileTypeOf(file.type, file.name) };
    const message = this.#outgoing(conversation, content, undefined);
    message.upload = new Upload(file);
    void this.#uploadAndTransmit(conversation, message, message.upload);
  }

  /** Ends an upload; the message goes with it. */
  cancelUpload(conversation: Conversation, message: ChatMessage): void {
    message.upload?.cancel();
    conversation.remove((candidate) => candidate === message);
  }

  #outgoing(conversation: Conversation, content: Content, replyTo: ChatMessage | undefined): ChatMessage {
    const message = new ChatMessage(
      {
        t: 'message',
        from: this.address,
        mid: newMid(),
        ts: this.client.now(),
        flags: 3,
        content,
        ...(replyTo !== undefined && { replyTo: replyTo.mid }),
      },
      this.address,
    );
    conversation.insert(message);
    return message;
  }

  async #uploadAndTransmit(conversation: Conversation, message: ChatMessage, upload: Upload): Promise<void> {
    try {
      const { file } = upload;
      const uploaded = await this.#files.upload(file, {
        name: file.name,
        type: file.type,
        signal: upload.begin(),
        onProgress: (sent) => (upload.sent = sent),
      });
      message.content = {
        ...message.content,
        url: uploaded.url,
        fileName: uploaded.name,
        fileSize: uploaded.size,
        mimeType: uploaded.mimeType,
        fileType: uploaded.fileType,
        ...(uploaded.thumbnail !== undefined && { thumbnail: uploaded.thumbnail }),
      };
    } catch (error) {
      message.status = Status.Failed;
      message.problem = messageOf(error);
      return;
    } finally {
      upload.sent = undefined;
    }
    await this.#transmit(conversation, message);
  }

  /** Sends a message again that the server refused. */
  resend(conversation: Conversation, message: ChatMessage): void {
    message.status = Status.Outbox;
    message.problem = undefined;
    if (message.upload === undefined || message.content?.url !== undefined) void this.#transmit(conversation, message);
    else void this.#uploadAndTransmit(conversation, message, message.upload);
  }

  async #transmit(conversation: Conversation, message: ChatMessage): Promise<void> {
    try {
      const sent = await this.client.send({
        ...conversation.destination,
        mid: message.mid,
        content: message.content ?? {},
        ...(message.replyTo !== undefined && { replyTo: message.replyTo }),
      });
      message.order = sent.order;
      message.ts = sent.ts ?? message.ts;
      message.status = Math.max(message.status, sent.status);
      conversation.settle(message);
    } catch (error) {
      message.status = (error instanceof Refused ? error.status : undefined) ?? Status.Failed;
      message.problem = messageOf(error);
    }
  }

  edit(conversation: Conversation, message: ChatMessage, text: string): Promise<void> {
    return this.#attempt(async () => {
      const content = { ...message.content, text };
      await this.client.request({ t: 'edit', ...conversation.ref, order: message.order!, content });
      message.content = content;
      message.edited = true;
    });
  }

  deleteForAll(conversation: Conversation, message: ChatMessage): Promise<void> {
    return this.#attempt(async () => {
      await this.client.request({ t: 'retract', ...conversation.ref, orders: [message.order!], how: 'both' });
      message.content = undefined;
    });
  }

  deleteForMe(conversation: Conversation, message: ChatMessage): Promise<void> {
    return this.#attempt(async () => {
      if (message.order !== undefined) {
        await this.client.request({ t: 'retract', ...conversation.ref, orders: [message.order], how: 'delete' });
      }
      conversation.remove((candidate) => candidate === message);
    });
  }

  /** Who got and read an own message. */
  async receipts(conversation: Conversation, message: ChatMessage): Promise<Answers['receipts']> {
    const answer = await this.client.request({
      t: 'receipts',
      ...conversation.ref,
      order: message.order!,
      limit: MEMBERS_SHOWN,
    });
    for (const receipt of answer.by) this.people.get(receipt.address);
    return answer;
  }

  /** Makes a group and opens it; when the server refuses, `problem` says why. */
  async createGroup(name: string, members: string[]): Promise<void> {
    await this.#attempt(async () => {
      const { group } = await this.client.request({ t: 'group.create', name, members });
      this.#takeGroup(group);
      const conversation = this.#conversation({ gid: group.gid });
      conversation.touched = this.client.now();
      this.select(conversation);
    });
  }

  // --------------------------------------------------------------------------------------------- entries of the inbox

  #messageCame(message: Message): void {
    const conversation = this.#conversationOf(message);
    this.#stopTyping(conversation, message.from);
    const isNew = conversation.put(message, this.address);
    if (message.gid !== undefined) this.people.get(message.from);
    if (!isNew || message.from === this.address) return;
    conversation.count(message);
    if (this.#attends(conversation)) this.#markRead(conversation);
  }

  #statusCame(entry: StatusEntry): void {
    const message = this.#conversationOf(entry).find(keyOf({ from: this.address, mid: entry.mid }));
    if (message === undefined) return;
    message.status = Math.max(message.status, entry.status ?? 0);
    if (entry.of !== undefined) message.tally = { delivered: entry.delivered, read: entry.read, of: entry.of };
  }

  #editedCame(entry: EditedEntry): void {
    const message = this.#conversationOf(entry).byOrder(entry.order);
    if (message === undefined) return;
    message.content = entry.content;
    message.edited = true;
  }

  #retractedCame(entry: RetractedEntry): void {
    const conversation = this.#conversationOf(entry);
    const { how, upTo } = entry;
    const orders = new Set(entry.orders);
    const meant = (message: ChatMessage): boolean =>
      message.order !== undefined && (upTo === undefined ? orders.has(message.order) : message.order <= upTo);
    if (how === 'delete' || how === 'clear' || how === 'age') return conversation.remove(meant);
    if (how === 'recall' && entry.from === this.address) return; // the sender keeps it
    for (const message of conversation.messages) if (meant(message)) message.content = undefined;
  }

  #seenCame(entry: SeenEntry): void {
    const conversation = this.#conversationOf(entry);
    for (const order of entry.orders ?? []) {
      const message = conversation.byOrder(order);
      if (message !== undefined && !message.unread) continue;
      if (message !== undefined) message.unread = false;
      conversation.unread = Math.max(0, conversation.unread - 1);
    }
  }

  // ------------------------------------------------------------------------------------------ attention and presence

  /** A chat is attended to when it is open and somebody can see it. */
  #attends(conversation: Conversation): boolean {
    return this.#visible && this.#openKey === conversation.key;
  }

  #attended(): void {
    this.#sendPresence();
    const open = this.open;
    if (open !== undefined && this.#visible) this.#markRead(open);
  }

  #markRead(conversation: Conversation): void {
    conversation.markRead();
    this.#sendRead(conversation);
  }

  #sendRead(conversation: Conversation): void {
    const upTo = conversation.readDue;
    if (upTo <= conversation.readDone || conversation.left) return;
    this.client.request({ t: 'read', ...conversation.ref, upTo }).then(
      () => (conversation.readDone = Math.max(conversation.readDone, upTo)),
      () => {}, // said again after the next login
    );
  }

  #sendPresence(): void {
    const now = this.#visible ? this.open : undefined;
    const before = this.#presentIn;
    if (before !== undefined && before !== now) this.#notify(before, Presence.Left);
    if (now !== undefined) this.#notify(now, Presence.Joined);
    this.#presentIn = now;
  }

  /** The user is writing. */
  typing(conversation: Conversation): void {
    if (Date.now() - this.#typingSent < TYPING_EVERY_MS) return;
    this.#typingSent = Date.now();
    this.#notify(conversation, Presence.Typing);
  }

  /** The user has emptied what they were writing. */
  typingCleared(conversation: Conversation): void {
    if (this.#typingSent !== 0) this.#notify(conversation, Presence.TypingCleared);
    this.#typingSent = 0;
  }

  #notify(conversation: Conversation, presence: number): void {
    if (conversation.left) return;
    this.client.notify({ t: 'presence', ...conversation.destination, presence });
  }

  #presenceCame(notice: PresenceNotice): void {
    if (notice.from === this.address) return;
    switch (notice.presence) {
      case Presence.Online:
        return this.people.presenceCame(notice.from, true, undefined);
      case Presence.Offline:
        for (const conversation of this.conversations.values()) {
          this.#stopTyping(conversation, notice.from);
          conversation.present.delete(notice.from);
        }
        return this.people.presenceCame(notice.from, false, notice.lastSeen);
      case Presence.Typing:
        return this.#startTyping(this.#conversationOf(notice), notice.from);
      case Presence.TypingCleared:
        return this.#stopTyping(this.#conversationOf(notice), notice.from);
      case Presence.Joined:
        return this.#joined(this.#conversationOf(notice), notice.from);
      case Presence.Left:
        this.#stopTyping(this.#conversationOf(notice), notice.from);
        return void this.#conversationOf(notice).present.delete(notice.from);
      default: // of other applications
    }
  }

  /** Somebody opened a chat. If it is open here, too, they are told: they may not have been there to hear it before. */
  #joined(conversation: Conversation, who: string): void {
    const isNews = !conversation.present.has(who);
    conversation.present.add(who);
    if (isNews && conversation.gid === undefined && this.#attends(conversation)) {
      this.#notify(conversation, Presence.Joined);
    }
  }

  #startTyping(conversation: Conversation, who: string): void {
    this.#stopTyping(conversation, who);
    if (conversation.gid !== undefined) this.people.get(who);
    conversation.typing.add(who);
    const timer = setTimeout(() => this.#stopTyping(conversation, who), TYPING_ENDS_MS);
    this.#typingTimers.set(`${conversation.key} ${who}`, timer);
  }

  #stopTyping(conversation: Conversation, who: string): void {
    const key = `${conversation.key} ${who}`;
    clearTimeout(this.#typingTimers.get(key));
    this.#typingTimers.delete(key);
    conversation.typing.delete(who);
  }

  // -------------------------------------------------------------------------------------------------------- groups

  #takeGroups(groups: Group[]): void {
    const current = new Set(groups.map((group) => group.gid));
    for (const group of groups) this.#takeGroup(group);
    for (const conversation of this.conversations.values()) {
      if (conversation.gid !== undefined) conversation.left = !current.has(conversation.gid);
    }
  }

  #takeGroup(group: Group): void {
    const conversation = this.#conversation({ gid: group.gid });
    conversation.group = group;
    conversation.left = false;
  }

  #groupChanged(event: GroupEvent): void {
    if (event.group !== undefined) this.#takeGroup(event.group);
    const conversation = this.#conversation({ gid: event.gid });
    if (event.event === 'added') conversation.touched = this.client.now();
    const concernsMe = event.addresses?.includes(this.address) ?? false;
    if (event.event === 'deleted' || ((event.event === 'removed' || event.event === 'left') && concernsMe)) {
      conversation.left = true;
    } else if (conversation === this.open) {
      void this.#attempt(() => this.#loadMembers(conversation));
    }
  }

  /** Runs what may be refused, or cut off by a broken connection, and says so on the screen. */
  async #attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.problem = undefined;
    } catch (error) {
      if (this.connection.state === 'online') this.problem = messageOf(error);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
