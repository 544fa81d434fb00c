/**
 * Runs `work` while no other tab of this browser runs something of that name. Where the browser has no locks (a page
 * without TLS from another computer), the tabs are not held apart.
 */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = locksOf();
  return locks === undefined ? work() : ((await locks.request(name, work)) as T);
}

/** Some browsers throw when it is mentioned. */
function locksOf(): LockManager | undefined {
  try {
    return navigator.locks as LockManager | undefined;
  } catch {
    return undefined;
  }
}
