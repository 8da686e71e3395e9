import type { Principal } from '../../core/access/principal.ts';
import type { TokenScope } from './token-request.ts';

export type ProjectChoice =
  | { readonly kind: 'chosen'; readonly principal: Principal }
  /** No such project or domain, or not for this user: nobody learns which. */
  | { readonly kind: 'not_his' }
  | { readonly kind: 'several' };

/**
 * Which of the user's projects a token shall be for (dli-api.md 1.1): the one that is named, else
 * the only one that he has. A token for no project would be of no use here, so there is none.
 */
export function chooseProject(principals: readonly Principal[], scope: TokenScope): ProjectChoice {
  const { project, domain } = scope ?? {};
  const open = principals.filter((principal) => {
    if (project) return fits(project, principal.projectId, principal.projectName);
    if (domain) return fits(domain, principal.domainId, principal.domainName);
    return true;
  });
  const [principal, other] = open;
  if (!principal) return { kind: 'not_his' };
  return other ? { kind: 'several' } : { kind: 'chosen', principal };
}

function fits(
  wanted: { readonly id?: string; readonly name?: string },
  id: string,
  name: string,
): boolean {
  return (wanted.id ?? id) === id && (wanted.name ?? name) === name;
}
