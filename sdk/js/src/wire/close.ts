import type { Advice } from './frames.js';

/** What the end of a connection means for the client. */
export interface CloseMeaning {
  code: number;
  name: string;
  /** `retry`: reconnect by itself; `relogin`: with another token; `stop`: only when the user asks for it. */
  advice: Exclude<Advice, 'fix'>;
  reason: string;
}

const FINAL: Record<number, { name: string; advice: CloseMeaning['advice'] }> = {
  1000: { name: 'CLOSED', advice: 'stop' },
  4400: { name: 'BAD_FRAME', advice: 'stop' },
  4401: { name: 'AUTHFAIL', advice: 'relogin' },
  4403: { name: 'DISABLED', advice: 'stop' },
  4409: { name: 'SIGNOUT', advice: 'stop' },
  4413: { name: 'TOO_LARGE', advice: 'stop' },
  4425: { name: 'TOO_EARLY', advice: 'stop' },
  4426: { name: 'VERSION', advice: 'stop' },
  4500: { name: 'DAMAGED', advice: 'stop' },
};

/** The table of close codes in the protocol, section 10. What it does not name as final is worth another attempt. */
export function closeMeaning(code: number, reason: string): CloseMeaning {
  const { name, advice } = FINAL[code] ?? { name: 'DISCONNECTED', advice: 'retry' };
  return { code, name, advice, reason };
}
