import type { Backend } from '../../shared/backend.js';

export type Side = 'left' | 'right';

/** The addresses of the two users on the page. */
export type Choice = Record<Side, string>;

const CHOICE = 'carillon.messenger.users';
const TOKENS = 'carillon.messenger.tokens';

export function readChoice(): Choice | undefined {
  const choice = parse(localStorage.getItem(CHOICE)) as Partial<Choice> | undefined;
  if (typeof choice?.left !== 'string' || typeof choice.right !== 'string') return undefined;
  return { left: choice.left, right: choice.right };
}

export function saveChoice(choice: Choice): void {
  localStorage.setItem(CHOICE, JSON.stringify(choice));
}

export function forgetChoice(): void {
  localStorage.removeItem(CHOICE);
}

/**
 * The access token with which this tab logs a user in. It is kept until the tab is closed, so that a reload is the
 * same login again; `fresh` asks the server for a new one, which replaces the one before.
 */
export async function accessToken(backend: Backend, side: Side, address: string, fresh: boolean): Promise<string> {
  const known = (parse(sessionStorage.getItem(TOKENS)) ?? {}) as Record<string, string>;
  const key = `${side} ${address}`;
  const kept = known[key];
  if (kept !== undefined && !fresh) return kept;
  const token = await backend.login(address, undefined, `messenger-${side}`);
  sessionStorage.setItem(TOKENS, JSON.stringify({ ...known, [key]: token }));
  return token;
}

function parse(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) ?? undefined);
  } catch {
    return undefined;
  }
}
