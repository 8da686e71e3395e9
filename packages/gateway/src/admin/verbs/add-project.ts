import { homeDomain } from '../../core/access/home-domain.ts';
import type { Ids } from '../../core/ports/ids.ts';
import type { MemberStore } from '../../core/ports/member-store.ts';
import { type AdminVerb, adminChange, done, refused } from '../admin-verb.ts';
import { newMemberId } from '../new-member-id.ts';

/** Makes a project that has nobody in it yet. */
export function addProject(members: MemberStore, ids: Ids): AdminVerb {
  return adminChange(
    'add-project',
    ({ name }) => name,
    async ({ name }) => {
      const id = newMemberId(ids);
      const added = await members.addProject({ id, domainName: homeDomain, name });
      return added === 'exists'
        ? refused('project_exists', `There is a project named ${name} already.`)
        : done({ project_id: id, name, users: 0 });
    },
  );
}
