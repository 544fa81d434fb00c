import { feature } from '../wire/features.js';

/**
 * Where the server is: the place from which this script came. `https://chat.example.org/api/mesibo.js` means
 * `https://chat.example.org`, and a path before the file's own is kept. `data-server` on the script tag says another.
 * In Node, where the script has no address, the environment variable `CARILLON_URL` says it, or nothing does.
 */
export function endpointOfScript(): string | undefined {
  const script = feature('document')?.currentScript as HTMLScriptElement | null | undefined;
  if (script?.dataset['server']) return script.dataset['server'];
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  if (process?.env?.['CARILLON_URL']) return process.env['CARILLON_URL'];
  const address = script?.src || addressInStack(new Error().stack) || globalThis.location?.href;
  return address && /^https?:/.test(address) ? baseOf(address) : undefined;
}

/** `importScripts` names the script nowhere but in the stack, whose innermost line is this file's. */
function addressInStack(stack = ''): string | undefined {
  return /https?:\/\/[^\s)]+?(?=:\d+(?::\d+)?\)?$)/m.exec(stack)?.[0];
}

function baseOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/(?:\/api|\/sdk)?\/[^/]*$/, '');
}
