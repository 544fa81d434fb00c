import { feature, lack } from '../../wire/features.js';

/**
 * Gets a Web Lock; resolves to what gives it back, or to undefined when it was to be had at once and is not there.
 *
 * @param stolen another tab has taken it although this one held it
 */
export function hold(name: string, options: LockOptions, stolen: () => void = () => {}): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const locks = feature('locks');
    if (locks === undefined) throw new Error(lack('locks'));
    let held = false;
    const request = locks.request(name, options, (lock) => {
      if (lock === null) return resolve(undefined);
      held = true;
      return new Promise<void>((release) => resolve(release));
    });
    request.catch((error: unknown) => (held ? stolen() : reject(error as Error)));
  });
}

/** Resolves when what the browser had to say about locks until now was heard. */
export async function locksKnown(): Promise<void> {
  await feature('locks')
    ?.query()
    .catch(() => {});
}
