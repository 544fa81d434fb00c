import { defined } from '../wire/defined.js';
import type { ProfileChange, Self } from '../chat/person.js';
import { engine } from './engine.js';
import { MesiboProfile } from './profile.js';
import type { Unsaved } from './profile-base.js';

/** This user. There from the beginning; its address is empty until the first login on this device. */
export class MesiboSelfProfile extends MesiboProfile {
  readonly #levels: Record<string, number> = {};

  /** @internal */
  constructor() {
    super('');
  }

  /** @internal */
  override get person(): Self | undefined {
    return engine.chat?.self;
  }

  override getAddress(): string {
    return this.person?.address ?? '';
  }

  override isSelfProfile(): boolean {
    return true;
  }

  /** Published by `save`. */
  override setName(name: string, level?: number): void {
    this.unsaved.name = name;
    this.#level('name', level);
  }

  override setOverrideName(name: string): void {
    this.setName(name);
  }

  override setImage(image: unknown, index = 0, level?: number): void {
    super.setImage(image, index);
    this.#level('image', level);
  }

  /** v1: the field `status`. */
  setStatus(status: string): void {
    this.setString('status', status);
  }

  /** Only contacts who were given this level see the attribute. */
  setAccessLevel(name: string, level: number): void {
    this.#level(name, level);
  }

  resetAccessLevels(): void {
    for (const name of Object.keys(this.#levels)) this.#level(name, 0);
  }

  /** Says no: who sees what is said by levels, and who sees this user online by `setOnlineStatusPrivacy`. */
  setVisibility(_visibility: number): boolean {
    return false;
  }

  setSearchable(searchable: boolean): void {
    this.setString('searchable', searchable ? '1' : '0');
  }

  /** Says no: changes of profiles come when they happen. */
  setSyncType(_type: number): boolean {
    return false;
  }

  /** @internal */
  protected override write(key: string, value: string | null, level?: number): void {
    this.unsaved.fields[key] = value;
    this.#level(key, level);
  }

  #level(name: string, level: number | undefined): void {
    if (level === undefined) return;
    this.#levels[name] = level;
    this.unsaved.levels[name] = level;
  }

  /** @internal */
  protected override async publishChanges(unsaved: Unsaved): Promise<void> {
    const pictures = await this.upload(unsaved.images);
    const change: ProfileChange = {
      ...defined({ name: unsaved.name, image: pictures.image }),
      fields: { ...unsaved.fields, ...pictures.fields },
      levels: unsaved.levels,
    };
    if (Object.keys(change.fields ?? {}).length === 0) delete change.fields;
    if (Object.keys(change.levels ?? {}).length === 0) delete change.levels;
    if (Object.keys(change).length > 0) await this.person?.set(change);
  }
}
