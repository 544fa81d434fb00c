import type { Conversation } from './conversation.svelte.js';
import type { People } from './people.svelte.js';

/** The name over a chat. */
export function titleOf(conversation: Conversation, people: People): string {
  if (conversation.peer !== undefined) return people.nameOf(conversation.peer);
  return conversation.group?.name || `Group ${conversation.gid ?? ''}`;
}
