/* How the components of a window come to its session. */
import { createContext } from 'svelte';
import type { Session } from './session.svelte.js';

/** The session of the window in which a component is. */
export const [getSession, setSession] = createContext<Session>();
