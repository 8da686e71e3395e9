import type { MemberStore } from '../../core/ports/member-store.ts';
import { type AdminVerb, adminChange, done } from '../admin-verb.ts';
import { chooseUser, userIn } from '../choose-user.ts';
import { toUserView } from '../user-view.ts';

/** Gives a user another role in a project. It counts from his next request on. */
export function setRole(members: MemberStore): AdminVerb {
  return adminChange(
    'set-role',
    ({ name, project, role }) => `${userIn(name, project)}: ${role}`,
    async ({ name, project, role }) => {
      const choice = await chooseUser(members, name, project);
      if (choice.kind === 'refused') return choice;
      await members.setRole(choice.user, role);
      return done(toUserView({ ...choice.user, role }));
    },
  );
}
