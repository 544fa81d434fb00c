export { Client } from './wire/client.js';
export type { ClientEvents, Connection, ConnectOptions, OutgoingMessage } from './wire/client.js';
export type { CloseMeaning } from './wire/close.js';
export { Refused, Unanswered } from './wire/errors.js';
export type { UnansweredReason } from './wire/errors.js';
export type { Listener } from './wire/events.js';
export * from './wire/frames.js';
export type { WebSocketConstructor } from './wire/link.js';
export { newMid } from './wire/mid.js';
