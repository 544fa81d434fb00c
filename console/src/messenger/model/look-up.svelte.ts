import type { Person } from 'carillon-client';
import { utf8Length } from './format.js';
import type { Session } from './session.svelte.js';

const PAUSE_MS = 300;
const MOST_BYTES = 63;

/**
 * Asks the server whether somebody has the address that one is typing: it has no search by name for its users, so who
 * is not known here is found by the whole address. To be made while a component starts; follows `typed`.
 */
export class LookUp {
  /** Who has this address. */
  found = $state.raw<Person>();
  state = $state<'idle' | 'asking' | 'none' | 'failed'>('idle');

  constructor(session: Session, typed: () => string) {
    $effect(() => {
      const address = typed();
      this.found = undefined;
      this.state = 'idle';
      if (address === '' || utf8Length(address) > MOST_BYTES) return undefined;
      this.state = 'asking';
      let over = false;
      const timer = setTimeout(() => {
        session.chat.lookUp([address]).then(
          ([person]) => over || this.#answered(person),
          () => over || (this.state = 'failed'),
        );
      }, PAUSE_MS);
      return () => {
        over = true;
        clearTimeout(timer);
      };
    });
  }

  #answered(person: Person | undefined): void {
    this.found = person;
    this.state = person === undefined ? 'none' : 'idle';
  }
}
