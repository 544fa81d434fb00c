import type { Conversation } from '../chat/conversation.js';
import type { Listener } from './dispatch.js';
import type { MesiboMessage } from './message.js';
import type { MesiboReadSession } from './read-session.js';

/** The read sessions that are reading: they follow what happens until they are stopped. */
class Sessions {
  readonly #reading = new Map<number, MesiboReadSession>();

  add(session: MesiboReadSession): void {
    this.#reading.set(session.getSession(), session);
  }

  remove(session: MesiboReadSession): void {
    this.#reading.delete(session.getSession());
  }

  get(id: number): MesiboReadSession | null {
    return this.#reading.get(id) ?? null;
  }

  endAll(): void {
    for (const session of [...this.#reading.values()]) session.stop();
  }

  /**
   * A message is new. Returns the listeners of the sessions that it belongs to, and those of them that know it,
   * because a page handed it out already.
   */
  arrived(message: MesiboMessage): { listeners: Listener[]; knowing: Set<Listener> } {
    const listeners: Listener[] = [];
    const knowing = new Set<Listener>();
    for (const session of this.#reading.values()) {
      if (!session.isReading(message)) continue;
      const listener = session.objectListener;
      if (listener !== undefined) listeners.push(listener);
      if (!session.take(message) && listener !== undefined) knowing.add(listener);
    }
    return { listeners, knowing };
  }

  /** Status or content changed, and with it perhaps the place of the message. */
  changed(message: MesiboMessage): Listener[] {
    const sessions = [...this.#reading.values()].filter((session) => session.isReading(message));
    for (const session of sessions) session.moved(message);
    return sessions.flatMap((session) => session.objectListener ?? []);
  }

  removed(message: MesiboMessage): void {
    for (const session of this.#reading.values()) session.drop(message);
  }

  listChanged(_conversation: Conversation): void {
    for (const session of this.#reading.values()) session.listChanged();
  }
}

export const sessions = new Sessions();
