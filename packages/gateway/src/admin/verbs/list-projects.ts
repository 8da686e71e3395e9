import type { MemberStore } from '../../core/ports/member-store.ts';
import { type AdminVerb, adminQuestion, done } from '../admin-verb.ts';

/** Lists every project, also one that has nobody in it. */
export function listProjects(members: MemberStore): AdminVerb {
  return adminQuestion('list-projects', async () => {
    const projects = await members.listProjects();
    return done({
      projects: projects.map(({ id, name, users }) => ({ project_id: id, name, users })),
    });
  });
}
