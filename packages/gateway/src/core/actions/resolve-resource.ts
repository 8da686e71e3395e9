import type { Resource } from '../files/resource.ts';
import type { Ports } from '../ports/ports.ts';

export type Resolved =
  | { readonly kind: 'found'; readonly resource: Resource }
  | { readonly kind: 'unknown' }
  /** Several groups have the name, and none was named. */
  | { readonly kind: 'ambiguous'; readonly groups: readonly string[] };

/**
 * Finds a resource as batches and sessions refer to it (dli-api.md 3.6): `name` or `group/name`. A name alone
 * means the one in no group, or the only one.
 * @param reference what was written
 * @param group the group where it was named apart
 */
export async function resolveResource(
  { resources }: Pick<Ports, 'resources'>,
  projectId: string,
  reference: string,
  group: string | null = null,
): Promise<Resolved> {
  const slash = reference.indexOf('/');
  const name = reference.slice(slash + 1);
  const wanted = slash < 0 ? group : reference.slice(0, slash);
  const named = await resources.named(projectId, name);
  if (wanted !== null) return only(named.filter((each) => each.group === wanted));
  const alone = named.find((each) => each.group === null);
  return alone ? { kind: 'found', resource: alone } : only(named);
}

function only(found: readonly Resource[]): Resolved {
  const [resource] = found;
  if (!resource) return { kind: 'unknown' };
  if (found.length === 1) return { kind: 'found', resource };
  return { kind: 'ambiguous', groups: found.map(({ group }) => group ?? '') };
}
