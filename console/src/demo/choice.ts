/* What this browser remembers of the demo: its two users, their access tokens, and which windows are seen. */
import type { Backend } from '../shared/backend.js';

export type Side = 'left' | 'right';

/** Which of the two windows one sees. */
export type View = Side | 'both';

/** The addresses of the two users on the page. */
export type Choice = Record<Side, string>;

const CHOICE = 'carillon.messenger.users';
const TOKENS = 'carillon.messenger.tokens';
const VIEW = 'carillon.messenger.view';

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

export function readView(): View {
  const view = localStorage.getItem(VIEW);
  return view === 'left' || view === 'right' ? view : 'both';
}

export function saveView(view: View): void {
  localStorage.setItem(VIEW, view);
}

/**
 * The access token of a user in this browser. All tabs have the same one, so that they share a login, and a reload is
 * the same login again; `fresh` asks the server for a new one, which replaces the one before.
 */
export async function accessToken(backend: Backend, side: Side, address: string, fresh: boolean): Promise<string> {
  const known = (parse(localStorage.getItem(TOKENS)) ?? {}) as Record<string, string>;
  const key = `${side} ${address}`;
  const kept = known[key];
  if (kept !== undefined && !fresh) return kept;
  const token = await backend.login(address, undefined, `messenger-${side}`);
  localStorage.setItem(TOKENS, JSON.stringify({ ...known, [key]: token }));
  return token;
}

function parse(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) ?? undefined);
  } catch {
    return undefined;
  }
}
