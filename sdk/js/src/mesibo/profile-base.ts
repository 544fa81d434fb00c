import type { Conversation } from '../chat/conversation.js';
import type { ChatGroup } from '../chat/group.js';
import type { Person } from '../chat/person.js';
import type { Contact } from '../wire/frames.js';
import { failed, Listeners, type Listener } from './dispatch.js';
import { sourceOf, type Source } from './elements.js';
import { engine } from './engine.js';
import type { MesiboProfile } from './profile.js';
import { MesiboProfileImage } from './profile-image.js';
import { ProfileValues } from './profile-values.js';
import { readable } from './readable.js';

const PICTURE_FIELD = /^picture\.\d+$/;
const NOTHING: readonly never[] = [];

/** What was set and is not saved yet. */
export interface Unsaved {
  name?: string;
  fields: Record<string, string | null>;
  levels: Record<string, number>;
  images: Map<number, Source>;
  contact: Partial<Omit<Contact, 'address' | 'exists'>>;
}

const nothing = (): Unsaved => ({ fields: {}, levels: {}, images: new Map(), contact: {} });

/** Name, pictures, values and local marks of a user or group, and how changes of them are saved. */
export abstract class ProfileBase extends ProfileValues {
  readonly #listeners = new Listeners();
  readonly #images: MesiboProfileImage[] = [];
  /** The marks that could not be kept yet, because the local store is not open. */
  readonly #marks = new Map<string, unknown>();
  #unsaved = nothing();
  #saving = nothing();
  #urls: readonly string[] = NOTHING;
  #temporaryName: string | undefined;
  #askedName: string | null | undefined;
  #askedImage: string | null | undefined;

  /** @internal What is known about the user or group, once the local store is open. */
  abstract get known(): Person | ChatGroup | undefined;

  abstract getAddress(): string;
  abstract getGroupId(): number;

  /** @internal */
  get conversation(): Conversation | undefined {
    return this.known?.conversation;
  }

  // ------------------------------------------------------------------------------------------------------------- name

  getName(): string | null {
    const name = this.#unsaved.name ?? this.#saving.name ?? this.#temporaryName ?? this.kept<string>('name') ?? this.known?.name;
    if (name) return name;
    if (this.#askedName === undefined) {
      const asked = engine.listeners.ask('Mesibo_onGetProfileName', [this]);
      this.#askedName = typeof asked === 'string' && asked !== '' ? asked : null;
    }
    return this.#askedName;
  }

  getNameOrAddress(fallback?: string): string {
    return this.getName() || this.getAddress() || (fallback ?? '');
  }

  getFirstName(): string | null {
    return this.getName()?.split(' ')[0] ?? null;
  }

  getFirstNameOrAddress(): string {
    return this.getFirstName() || this.getAddress();
  }

  /** Of another user: on this device only. */
  setName(name: string): void {
    this.setOverrideName(name);
  }

  setOverrideName(name: string): void {
    this.keep('name', name || undefined);
  }

  /** Until the page is left. */
  setTemporaryName(name: string): void {
    this.#temporaryName = name || undefined;
  }

  // --------------------------------------------------------------------------------------------------------- pictures

  /** Never null; the same object for the same index. */
  getImage(index = 0): MesiboProfileImage {
    return (this.#images[index] ??= new MesiboProfileImage(this as unknown as MesiboProfile, index, () => this.#pictures()));
  }

  /** A `File`, the id of a file input, or an address; nothing removes it. It is uploaded by `save`. */
  setImage(image: unknown, index = 0, _level?: number): void {
    this.#unsaved.images.set(index, sourceOf(image));
  }

  setImageUrl(url: string, index = 0): void {
    this.#unsaved.images.set(index, url ? { url } : undefined);
  }

  setImageFromFile(file: unknown, index = 0): void {
    this.setImage(file, index);
  }

  /** The same array until a picture changes. */
  #pictures(): readonly string[] {
    const { image, fields = {} } = this.known ?? {};
    const more = Object.keys(fields).filter((name) => PICTURE_FIELD.test(name)).sort();
    const urls = [image, ...more.map((name) => fields[name])].filter((url) => url !== undefined && url !== '').map((url) =>
      readable(engine.absolute(url as string), () => engine.listeners.tell('Mesibo_onProfileUpdated', [this])),
    );
    if (urls.length === 0) {
      if (this.#askedImage === undefined) this.#askedImage = addressOf(engine.listeners.ask('Mesibo_onGetProfileImage', [this]));
      if (this.#askedImage !== null) urls.push(this.#askedImage);
    }
    if (urls.length !== this.#urls.length || urls.some((url, i) => url !== this.#urls[i])) this.#urls = urls;
    return this.#urls;
  }

  // ----------------------------------------------------------------------------------------------------------- values

  /** @internal */
  protected override read(key: string): string | undefined {
    const unsaved = this.#unsaved.fields[key] ?? this.#saving.fields[key];
    return unsaved ?? this.kept<Record<string, string>>('fields')?.[key] ?? this.known?.fields[key];
  }

  /** @internal Of another user: on this device only. */
  protected override write(key: string, value: string | null, _level?: number): void {
    const { [key]: _, ...others } = this.kept<Record<string, string>>('fields') ?? {};
    this.keep('fields', value === null ? others : { ...others, [key]: value });
  }

  getValues(): Record<string, string> {
    const values = { ...this.known?.fields, ...this.kept<object>('fields'), ...this.#saving.fields, ...this.#unsaved.fields };
    const shown = Object.entries(values).filter(([name, value]) => value !== null && !PICTURE_FIELD.test(name));
    const name = this.getName();
    return Object.fromEntries([...(name === null ? [] : [['name', name]]), ...shown]) as Record<string, string>;
  }

  // ------------------------------------------------------------------------------------------------------------- save

  /** Forgets what was set and not saved, pictures too. Name and values that were saved stay. */
  reset(): void {
    this.#unsaved = nothing();
  }

  /** Keeps and publishes what was set; `MesiboProfile_onPublish` tells how it went. */
  save(): boolean {
    const saving = this.#unsaved;
    this.#unsaved = nothing();
    this.#saving = saving;
    const done = (result: boolean): void => {
      if (this.#saving === saving) this.#saving = nothing();
      this.tell('MesiboProfile_onPublish', [this, result]);
    };
    void engine
      .whenOpen()
      .then(() => this.publishChanges(saving))
      .then(
        () => done(true),
        (error: unknown) => done(failed('the profile was not saved')(error)),
      );
    return true;
  }

  publish(): boolean {
    return this.save();
  }

  broadcastChanges(): boolean {
    return this.save();
  }

  /** @internal */
  protected abstract publishChanges(unsaved: Unsaved): Promise<void>;

  /** @internal What was set of the contact settings and is not saved. */
  protected get unsavedContact(): Unsaved['contact'] {
    return { ...this.#saving.contact, ...this.#unsaved.contact };
  }

  /** @internal */
  protected get unsaved(): Unsaved {
    return this.#unsaved;
  }

  /** @internal The addresses of the pictures to save, by what the server calls them; `null` removes one. */
  protected async upload(images: Unsaved['images']): Promise<{ image?: string | null; fields: Record<string, string | null> }> {
    const saved: { image?: string | null; fields: Record<string, string | null> } = { fields: {} };
    for (const [index, source] of images) {
      const url = await urlOf(source);
      if (index === 0) saved.image = url;
      else saved.fields[`picture.${index}`] = url;
    }
    return saved;
  }

  /** Asks the server for it anew. */
  reload(): void {
    void this.known?.refresh().catch(() => {});
  }

  // ------------------------------------------------------------------------------------------------ marks of this device

  /** @internal */
  protected kept<T>(name: string): T | undefined {
    return (this.#marks.has(name) ? this.#marks.get(name) : this.conversation?.marks[name]) as T | undefined;
  }

  /** @internal Kept on this device; undefined removes it. */
  protected keep(name: string, value: unknown): void {
    this.#marks.set(name, value);
    void engine
      .whenOpen()
      .then(() => this.conversation?.setMark(name, value))
      .then(() => this.#marks.get(name) === value && this.#marks.delete(name))
      .catch(() => {}); // it stays in memory
  }

  // -------------------------------------------------------------------------------------------------------- listeners

  addListener(listener: Listener): boolean {
    return this.#listeners.add(listener);
  }

  removeListener(listener: Listener): boolean {
    return this.#listeners.remove(listener);
  }

  /** @internal Tells this profile's listeners and those of the application. */
  tell(event: string, args: unknown[]): void {
    engine.listeners.tell(event, args, this.#listeners.all);
  }

  /** @internal The profile has changed: what the application was asked for is asked again. */
  changed(): void {
    this.#askedName = this.#askedImage = undefined;
    this.#listeners.tell('MesiboProfile_onUpdate', [this]);
  }

  /** For whoever prints it: profiles refer to each other. */
  toJSON(): object {
    return { address: this.getAddress(), groupid: this.getGroupId(), name: this.getName() };
  }
}

function addressOf(image: unknown): string | null {
  const url = image instanceof MesiboProfileImage ? image.getUrl() : image;
  return typeof url === 'string' && url !== '' ? url : null;
}

async function urlOf(source: Source): Promise<string | null> {
  if (source === undefined) return null;
  if ('url' in source) return source.url;
  const chat = await engine.whenOpen();
  return (await chat.upload(source.blob, source.name === undefined ? {} : { name: source.name })).url;
}
