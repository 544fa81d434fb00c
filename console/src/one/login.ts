/* The login of this browser: how one comes by it, and where it is kept. */
import { kept } from '../messenger/model/kept.js';
import { Plainly } from '../messenger/model/words.js';

/** Who is signed in here. */
export interface Login {
  address: string;
  token: string;
  /** The app id for which the token was issued, where it was. */
  app?: string;
}

export const LOGIN_KEY = 'carillon.messenger.login';
const APP = 'carillon-messenger';
const PHONE = '/messenger/api';

export function readLogin(): Login | undefined {
  try {
    const login = JSON.parse(kept.get(LOGIN_KEY) ?? 'null') as Partial<Login> | null;
    return typeof login?.address === 'string' && typeof login.token === 'string' ? (login as Login) : undefined;
  } catch {
    return undefined;
  }
}

export function keepLogin(login: Login): void {
  kept.set(LOGIN_KEY, JSON.stringify(login));
}

export function forgetLogin(): void {
  kept.set(LOGIN_KEY, undefined);
}

/** Takes the secret of an invitation out of the address bar at once: who looks at it, or at the history, does not have it. */
export function takeSecret(): string | undefined {
  const secret = secretIn(location.hash);
  if (secret !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return secret;
}

/** Of an invitation link, or what follows its `#`. */
export function secretIn(link: string): string | undefined {
  const at = link.indexOf('#');
  return (at < 0 ? undefined : new URLSearchParams(link.slice(at + 1)).get('invite')?.trim()) || undefined;
}

const INVITE: Record<string, string> = {
  INVITEINVALID: 'This invitation is not known here. Look whether the whole link was copied.',
  INVITEUSED: 'This invitation was used already. Ask for a new one.',
  INVITEEXPIRED: 'This invitation has expired. Ask for a new one.',
  RATELIMIT: 'That was too often. Wait a minute, then try again.',
};

/** Becomes the user whom an invitation is for, or a new one. */
export async function redeem(secret: string, name: string): Promise<Login> {
  const response = await ask('/invite', { secret, ...(name !== '' && { name }) });
  const answer = await answerOf<{ token?: string; address?: string; error?: string }>(response);
  if (response.ok && answer.token !== undefined && answer.address !== undefined) return { address: answer.address, token: answer.token };
  throw new Plainly(INVITE[answer.error ?? ''] ?? (response.status === 404 ? INVITE['INVITEINVALID']! : 'The server did not take this invitation. Try again later.'));
}

interface PhoneAnswer {
  result?: string;
  error?: string;
  message?: string;
  errmsg?: string;
  token?: string;
  phone?: string;
}

/** Whether one can sign in here by a phone number and a code. */
export async function takesPhones(): Promise<boolean> {
  const response = await ask(PHONE, { op: 'login' }).catch(() => undefined);
  await response?.text(); // what nobody reads keeps the connection
  return response?.ok === true;
}

/** Has a code sent; resolves to what the server says about it. */
export async function askForCode(phone: string): Promise<string> {
  const answer = await askPhone({ phone });
  return answer.message ?? 'A code was sent.';
}

export async function enterCode(phone: string, code: string, name: string): Promise<Login> {
  const answer = await askPhone({ phone, otp: code, ...(name !== '' && { name }) });
  if (answer.token === undefined || answer.phone === undefined) throw new Plainly('The server did not take the code. Try again.');
  return { address: answer.phone, token: answer.token, app: APP };
}

async function askPhone(request: Record<string, string>): Promise<PhoneAnswer> {
  const answer = await answerOf<PhoneAnswer>(await ask(PHONE, { op: 'login', appid: APP, ...request }));
  if (answer.result === 'OK') return answer;
  throw new Plainly(phoneProblem(answer));
}

function phoneProblem({ error, errmsg = '' }: PhoneAnswer): string {
  if (/too many codes/.test(errmsg)) return 'Too many codes were sent to this number. Try again in an hour.';
  if (/too many attempts/.test(errmsg)) return 'That was too often. Try again in a minute.';
  if (/code is wrong/.test(errmsg)) return 'This code is wrong, used up or too old.';
  if (/^phone/.test(errmsg)) return 'This is no phone number: country code and number, at least nine digits.';
  if (/disabled/.test(errmsg)) return 'This user is disabled.';
  if (/as many devices/.test(errmsg)) return 'You are signed in on as many devices as may be. Sign out on one of them first.';
  return error === 'BADUSER' ? 'This name can not be used.' : 'Signing in did not work. Try again later.';
}

async function ask(path: string, body: Record<string, string>): Promise<Response> {
  try {
    return await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  } catch {
    throw new Plainly('The server can not be reached now. Try again.');
  }
}

async function answerOf<T extends object>(response: Response): Promise<Partial<T>> {
  try {
    return (await response.json()) as T;
  } catch {
    return {};
  }
}
