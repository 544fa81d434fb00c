export { Client } from './client.js';
export type { ClientEvents, Connection, ConnectOptions, OutgoingMessage } from './client.js';
export type { CloseMeaning } from './close.js';
export { Refused, Unanswered } from './errors.js';
export type { UnansweredReason } from './errors.js';
export type { Listener } from './events.js';
export * from './frames.js';
export type { WebSocketConstructor } from './link.js';
export { newMid } from './mid.js';
