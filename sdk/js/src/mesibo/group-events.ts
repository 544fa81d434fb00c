import type { GroupEvent } from '../wire/frames.js';
import { engine } from './engine.js';
import { MesiboGroupMember } from './group-objects.js';
import type { MesiboGroupProfile } from './group-profile.js';
import { profiles } from './profiles.js';

/** Tells the application what others did in a group, or this user on another device. */
export function groupEvent(group: MesiboGroupProfile, event: GroupEvent): void {
  const own = profiles.self.getAddress();
  const addresses = event.addresses ?? (event.by === undefined ? [] : [event.by]);
  const others = addresses.filter((address) => address !== own).map((address) => new MesiboGroupMember(profiles.user(address), 0, 0));
  const concernsSelf = addresses.includes(own);
  const tell = (name: string, ...args: unknown[]): void => engine.listeners.tell(name, [group, ...args]);
  switch (event.event) {
    case 'added':
    case 'joined':
      if (concernsSelf) group.tellOnce('Mesibo_onGroupJoined');
      if (others.length > 0) tell('Mesibo_onGroupMembersJoined', others);
      return;
    case 'removed':
    case 'left':
      if (concernsSelf) group.tellOnce('Mesibo_onGroupLeft');
      if (others.length > 0) tell('Mesibo_onGroupMembersRemoved', others);
      return;
    case 'deleted':
      return group.tellOnce('Mesibo_onGroupLeft');
    case 'settings': // `Mesibo_onProfileUpdated` says it
  }
}
