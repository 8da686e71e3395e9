import type { MemberStore } from '../../core/ports/member-store.ts';
import { type AdminVerb, adminQuestion, done } from '../admin-verb.ts';
import { toUserView } from '../user-view.ts';

/** Lists every user, once for each of his projects. */
export function listUsers(members: MemberStore): AdminVerb {
  return adminQuestion('list-users', async () =>
    done({ users: (await members.listUsers()).map(toUserView) }),
  );
}
