import type { MemberStore } from '../../core/ports/member-store.ts';
import { type AdminVerb, adminChange, done, refused } from '../admin-verb.ts';
import { chooseUser, userIn } from '../choose-user.ts';
import { toUserView } from '../user-view.ts';

/** Takes a user out of a project. His jobs stay, under his name. */
export function removeUser(members: MemberStore): AdminVerb {
  return adminChange(
    'remove-user',
    ({ name, project }) => userIn(name, project),
    async ({ name, project }) => {
      const choice = await chooseUser(members, name, project);
      if (choice.kind === 'refused') return choice;
      // Without anybody the next start would take the directory for a new one, and without an admin
      // nobody could look after the project from outside.
      if ((await members.removeUser(choice.user)) === 'last') {
        return refused(
          'not_supported',
          `${name} is the last user, or the last admin of his project. Add another one first.`,
        );
      }
      return done(toUserView(choice.user));
    },
  );
}
