import type { MemberStore, User } from '../core/ports/member-store.ts';
import { homeDomain } from '../core/access/home-domain.ts';
import { type AdminRefusal, refused } from './admin-verb.ts';

export type UserChoice = { readonly kind: 'chosen'; readonly user: User } | AdminRefusal;

/** A user as an order names him. */
export function userIn(name: string, project: string | undefined): string {
  return project === undefined ? name : `${name} of ${project}`;
}

/**
 * The user of that name in the project that is named by name or id; without one, in the only project
 * that he has.
 */
export async function chooseUser(
  members: Pick<MemberStore, 'listUsers'>,
  name: string,
  project: string | undefined,
): Promise<UserChoice> {
  const all = await members.listUsers();
  const his = all.filter((user) => user.userName === name && user.domainName === homeDomain);
  const fitting =
    project === undefined
      ? his
      : his.filter((user) => user.projectName === project || user.projectId === project);
  const [user, other] = fitting;
  const where = project === undefined ? '' : ` in the project ${project}`;
  if (!user) return refused('no_user', `There is no user named ${name}${where}.`);
  if (!other) return { kind: 'chosen', user };
  const projects = fitting.map(({ projectName }) => projectName).join(', ');
  return refused('no_project', `The user ${name} is in several projects: name one of ${projects}.`);
}
