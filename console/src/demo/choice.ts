/* What this browser remembers of the demonstration: its two users, their access tokens, and which windows are seen. */
import { kept } from '../messenger/model/kept.js';
import { alone } from '../shared/alone.js';
import type { Backend } from '../shared/backend.js';

export type Side = 'left' | 'right';

/** Which of the two windows one sees. */
export type View = Side | 'both';

/** The addresses of the two users on the page. */
export type Choice = Record<Side, string>;

const CHOICE = 'carillon.messenger.users';
const VIEW = 'carillon.messenger.view';
const tokenKey = (side: Side, address: string): string => `carillon.messenger.token ${side} ${address}`;

export function readChoice(): Choice | undefined {
  const choice = parse(kept.get(CHOICE)) as Partial<Choice> | undefined;
  if (typeof choice?.left !== 'string' || typeof choice.right !== 'string') return undefined;
  return { left: choice.left, right: choice.right };
}

export function saveChoice(choice: Choice): void {
  kept.set(CHOICE, JSON.stringify(choice));
}

export function forgetChoice(): void {
  kept.set(CHOICE, undefined);
}

export function readView(): View {
  const view = kept.get(VIEW);
  return view === 'left' || view === 'right' ? view : 'both';
}

export function saveView(view: View): void {
  kept.set(VIEW, view);
}

/**
 * The access token of a user in this browser. All tabs have the same one, so that they share a login, and a reload is
 * the same login again. Where the server did not take `refused`, and no other tab has got a new one meanwhile, the
 * server is asked for one, which replaces the one before: one tab at a time, and each token under a name of its own.
 */
export function accessToken(backend: Backend, side: Side, address: string, refused: string | undefined): Promise<string> {
  const key = tokenKey(side, address);
  return alone(key, async () => {
    const known = kept.get(key);
    if (known !== undefined && known !== refused) return known;
    const token = await backend.login(address, undefined, `messenger-${side}`);
    kept.set(key, token);
    return token;
  });
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) ?? undefined);
  } catch {
    return undefined;
  }
}
