import { homeDomain } from '../../core/access/home-domain.ts';
import type { Ids } from '../../core/ports/ids.ts';
import type { MemberStore } from '../../core/ports/member-store.ts';
import { type AdminVerb, adminChange, done, refused } from '../admin-verb.ts';
import { userIn } from '../choose-user.ts';
import type { CredentialMaker } from '../credential-maker.ts';
import { toCredentialView } from '../credential-view.ts';
import { newMemberId } from '../new-member-id.ts';

/** Lets a user into a project, and tells his new credential: this once, since only hashes are kept. */
export function addUser(
  members: MemberStore,
  makeCredential: CredentialMaker,
  ids: Ids,
  url: string,
): AdminVerb {
  return adminChange(
    'add-user',
    ({ name, project, role }) => `${userIn(name, project)}: ${role}`,
    async ({ name, project: word, role }) => {
      const projects = await members.listProjects();
      const project = projects.find((one) => one.name === word || one.id === word);
      if (!project) {
        const names = projects.map((one) => one.name).join(', ');
        return refused('no_project', `There is no project ${word}; there is ${names}.`);
      }
      const principal = {
        userId: newMemberId(ids),
        userName: name,
        domainId: project.domainId,
        domainName: homeDomain,
        projectId: project.id,
        projectName: project.name,
        role,
      };
      const { bare, member } = await makeCredential(principal);
      const added = await members.addUser(member);
      if (added === 'exists') {
        const detail = `There is a user named ${name} in the project ${project.name} already.`;
        return refused('user_exists', detail);
      }
      return done(toCredentialView(url, principal, bare, added === 'added' ? bare.password : null));
    },
  );
}
