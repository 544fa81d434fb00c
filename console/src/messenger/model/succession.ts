/* Who owns a group when its last owner leaves it. */
import { AdminFlag, GroupFlag, type ChatGroup, type GroupMember } from 'carillon-client';
import { labelOf } from './names.js';

/** What happens to the group when this user leaves it, where that is more than one member less. */
export async function warningOf(group: ChatGroup): Promise<string | undefined> {
  if (!group.isOwner) return undefined;
  const others = (await group.allMembers()).filter(({ person }) => !person.isSelf);
  if (others.some(isOwner)) return undefined;
  if (others.length === 0) return 'You are its last member: when you leave, nobody is in it any more.';
  if ((group.settings.flags & GroupFlag.SendBySelected) !== 0) {
    return 'You are its only owner. When you leave, nobody can manage it until the app names an owner.';
  }
  return `You are its only owner. When you leave, ${successor(others)} becomes the owner. To choose somebody else, make them an admin first.`;
}

/** The admin with the most rights, or else who has been there longest, which the server alone knows. */
function successor(others: readonly GroupMember[]): string {
  const rights = Math.max(...others.map(({ admin }) => rightsOf(admin)));
  const strongest = others.filter(({ admin }) => rightsOf(admin) === rights);
  if (rights === 0) return strongest.length === 1 ? labelOf(strongest[0]!.person) : 'the member who has been in it longest';
  return strongest.length === 1 ? labelOf(strongest[0]!.person) : 'the admin who has been in it longest';
}

const isOwner = ({ admin }: GroupMember): boolean => (admin & AdminFlag.Owner) !== 0;

const rightsOf = (admin: number): number => admin.toString(2).replaceAll('0', '').length;
