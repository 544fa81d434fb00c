/** Names of members that only this library calls. */
export const UPDATE: unique symbol = Symbol('update');
export const PRESENCE: unique symbol = Symbol('presence');
