import { explain } from './words.js';

/** Something that may be refused, or cut off by a broken connection: at most one at a time, and why the last one failed. */
export class Action {
  busy = $state(false);
  problem = $state<string>();

  /** Resolves to whether it went well. */
  async run(action: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = undefined;
    try {
      await action();
      return true;
    } catch (error) {
      this.problem = explain(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
