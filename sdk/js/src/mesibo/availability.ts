import type { Chat } from '../chat/chat.js';
import { constants as C } from './constants.js';
import { failed } from './dispatch.js';
import { engine, type Part } from './engine.js';
import { MesiboPresence } from './presence.js';
import { profiles } from './profiles.js';

/**
 * When others see this user online. The server forgets the mode with the connection, so it is said again at every login;
 * in the manual mode the application is asked for it each time, by `Mesibo_onPresenceRequest`.
 */
class Availability implements Part {
  #mode: number = C.MESIBO_ONLINEMODE_FOREGROUND;
  #audience: number | undefined;
  #online = false;

  attached(chat: Chat): void {
    chat.on('connection', ({ state }) => {
      if (state === 'online' && (this.#mode !== C.MESIBO_ONLINEMODE_FOREGROUND || this.#audience !== undefined)) this.#tell(chat);
    });
  }

  /** `MESIBO_ONLINEMODE_`. */
  setMode(mode: number): void {
    this.#mode = mode;
    this.#changed();
  }

  /** 0 everybody, 1 contacts, 2 subscribers, 3 favourites, from 1000 the members of that group. */
  setAudience(audience: number): void {
    this.#audience = audience;
    this.#changed();
  }

  /** Counts in the manual mode; in the others the server knows. */
  setOnline(online: boolean): void {
    this.#online = online;
    if (this.#mode === C.MESIBO_ONLINEMODE_MANUAL && engine.chat?.online === true) this.#say(engine.chat);
  }

  #changed(): void {
    if (engine.chat?.online === true) this.#tell(engine.chat);
  }

  #tell(chat: Chat): void {
    this.#say(chat);
    if (this.#mode === C.MESIBO_ONLINEMODE_MANUAL) engine.listeners.tell('Mesibo_onPresenceRequest', [new MesiboPresence(profiles.self)]);
  }

  #say(chat: Chat): void {
    const mode = this.#mode as 1 | 2 | 3;
    const audience = this.#audience;
    const said = chat.self.setAvailability({ mode, online: this.#online, ...(audience !== undefined && { audience }) });
    void said.catch((error: unknown) => chat.online && failed('the online mode was not set')(error));
  }
}

export const availability = new Availability();
