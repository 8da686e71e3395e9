import type { MemberStore } from '../core/ports/member-store.ts';
import { type AdminRefusal, refused } from './admin-verb.ts';

/** The project of that name, or with that id. */
export async function findProject(
  members: MemberStore,
  name: string,
): Promise<{ readonly kind: 'found'; readonly id: string } | AdminRefusal> {
  const projects = await members.listProjects();
  const project =
    projects.find((each) => each.name === name) ?? projects.find(({ id }) => id === name);
  return project
    ? { kind: 'found', id: project.id }
    : refused('no_project', `There is no project named ${name}.`);
}
