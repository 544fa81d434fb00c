/** Whether somebody can see this page. What has no page, a worker or Node, counts as seen. */
export function isForeground(): boolean {
  return typeof document === 'undefined' || document.visibilityState !== 'hidden';
}

/** Calls `listener` when that changes, until the returned function is called. */
export function onForeground(listener: (foreground: boolean) => void): () => void {
  if (typeof document === 'undefined') return () => {};
  const changed = (): void => listener(isForeground());
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}
