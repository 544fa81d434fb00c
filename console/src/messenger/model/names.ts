/* How people, groups and files are called on the page: the one place where a name that others chose comes in. */
import type { ChatFile, ChatGroup, Conversation, Person } from 'carillon-client';
import { isolated, plainName } from './characters.js';
import { live } from './live.svelte.js';

export type Whose = Person | ChatGroup;

/** The name, or else the address or number; follows a change. To be shown in a `<bdi>`, or through `isolated`. */
export const nameOf = (whose: Whose): string => plainName(live(whose).title);

/** The name among words where there are no elements: in a label, a notice, a title. */
export const labelOf = (whose: Whose): string => isolated(nameOf(whose));

/** Of the other one, or of the group. */
export const titleOf = (conversation: Conversation): string => nameOf(whoseOf(conversation));

export const whoseOf = (conversation: Conversation): Whose => conversation.person ?? conversation.group!;

/** The name of a file, or what stands for it where it has none. */
export const fileNameOf = (file: ChatFile | undefined, otherwise = 'File'): string => plainName(file?.name ?? '') || otherwise;
