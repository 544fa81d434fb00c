import type { Advice, ErrorFrame } from './frames.js';

/** The server refused a request: what it said. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: number;
  readonly codeName: string;
  readonly advice: Advice;
  /** Of a refused message: its final state, 0x80 or above. */
  readonly status: number | undefined;
  readonly groupError: number | undefined;

  constructor(frame: ErrorFrame) {
    super(frame.message);
    this.code = frame.code;
    this.codeName = frame.name;
    this.advice = frame.advice;
    this.status = frame.status;
    this.groupError = frame.groupError;
  }
}

export type UnansweredReason = 'offline' | 'disconnected' | 'timeout' | 'full' | 'large' | 'closed';

const REASONS: Record<UnansweredReason, string> = {
  offline: 'not connected',
  disconnected: 'the connection broke before the answer came',
  timeout: 'no answer came in time',
  full: 'too many messages are waiting to be sent',
  large: 'the message is too large to be sent',
  closed: 'the client was closed',
};

/** A request got no answer; whether the server carried it out is unknown unless the reason is `offline`, `full` or `large`. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly reason: UnansweredReason;

  constructor(reason: UnansweredReason) {
    super(REASONS[reason]);
    this.reason = reason;
  }
}
