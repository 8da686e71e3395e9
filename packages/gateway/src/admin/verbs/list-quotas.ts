import type { Actions } from '../../core/actions/actions.ts';
import type { MemberStore } from '../../core/ports/member-store.ts';
import { type AdminVerb, adminQuestion, done } from '../admin-verb.ts';
import { findProject } from '../find-project.ts';

/** Shows the quotas of one project, and what is in use. */
export function listQuotas(
  members: MemberStore,
  { showQuotas }: Pick<Actions, 'showQuotas'>,
): AdminVerb {
  return adminQuestion('list-quotas', async ({ project: name }) => {
    const project = await findProject(members, name);
    if (project.kind === 'refused') return project;
    return done({ quotas: await showQuotas(project.id) });
  });
}
