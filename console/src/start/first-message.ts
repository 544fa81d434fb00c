/** What a back-end does first: two users, and a message from one to the other. */
export const STEPS: readonly Step[] = [
  { title: 'Make a user', request: { op: 'useradd', user: { address: 'ana', name: 'Ana', token: { v2: true } } } },
  { title: 'Make another', request: { op: 'useradd', user: { address: 'bob', name: 'Bob', token: { v2: true } } } },
  { title: 'Send a message', request: { op: 'message', message: { from: 'ana', to: 'bob', message: 'Hello Bob' } } },
];

export interface Step {
  title: string;
  /** Without the app token. */
  request: { op: string } & Record<string, unknown>;
}

/** A command for a shell, ready to be pasted. */
export function curl(origin: string, token: string, { request }: Step): string {
  const body = JSON.stringify({ ...request, token }).replaceAll("'", "'\\''");
  return `curl -s ${origin}/backend -H 'Content-Type: application/json' \\\n  -d '${body}'`;
}

/** The server's answer, as it is. */
export async function run(token: string, { request }: Step): Promise<string> {
  const response = await fetch('/backend', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...request, token }),
  });
  return response.text();
}
