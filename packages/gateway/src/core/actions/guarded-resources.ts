import { demandOwner } from '../access/demand-owner.ts';
import type { Principal } from '../access/principal.ts';
import type { Rights } from '../access/rights.ts';
import type { Resource, ResourceGroup } from '../files/resource.ts';
import type { Ports } from '../ports/ports.ts';
import type { Actions } from './actions.ts';
import type { ResourcesOrder } from './put-resources.ts';
import { resolveResource } from './resolve-resource.ts';

/** A resource as it stands. */
export interface ShownResource extends Resource {
  /** Whether its file is there. */
  readonly isReady: boolean;
}

export interface ListedResources {
  readonly resources: readonly ShownResource[];
  readonly groups: readonly ResourceGroup[];
}

/** What is meant: a group, a resource, or a resource of a group. */
export interface ResourceTarget {
  readonly group: string | null;
  readonly name: string | null;
}

export type GiveAnswer =
  | { readonly kind: 'given' | 'unknown' }
  | { readonly kind: 'ambiguous'; readonly groups: readonly string[] }
  | { readonly kind: 'no_user'; readonly userName: string };

/**
 * What a caller may ask of resources. They name files, and take what files take; whose one is, only he or
 * an admin changes.
 */
export function guardResources(
  { buckets, putResources }: Actions,
  ports: Pick<Ports, 'resources' | 'grants'>,
  rights: Rights,
) {
  const { resources, grants } = ports;
  const demand = (principal: Principal) => rights.demandAnywhere(principal, 'SUBMIT_JOB');
  const show = async (resource: Resource): Promise<ShownResource> => ({
    ...resource,
    isReady: await buckets.has(resource.projectId, resource.file),
  });

  return {
    async putResources(principal: Principal, order: Omit<ResourcesOrder, 'projectId' | 'owner'>) {
      await demand(principal);
      const { projectId, userName: owner } = principal;
      return putResources({ ...order, projectId, owner });
    },

    async listResources(principal: Principal): Promise<ListedResources> {
      await demand(principal);
      const { projectId } = principal;
      const listed = await resources.list(projectId);
      const groups = await resources.groups(projectId);
      return { resources: await Promise.all(listed.map(show)), groups };
    },

    async findResource(principal: Principal, reference: string, group: string | null) {
      await demand(principal);
      const answer = await resolveResource(ports, principal.projectId, reference, group);
      if (answer.kind !== 'found') return answer;
      return { kind: 'found', resource: await show(answer.resource) } as const;
    },

    /** The file that it names stays. */
    async deleteResource(principal: Principal, reference: string, group: string | null) {
      await demand(principal);
      const { projectId } = principal;
      const answer = await resolveResource(ports, projectId, reference, group);
      if (answer.kind !== 'found') return answer;
      const { group: of, name } = answer.resource;
      return { kind: await resources.delete(projectId, of, name) } as const;
    },

    async giveResource(
      principal: Principal,
      { group, name }: ResourceTarget,
      newOwner: string,
    ): Promise<GiveAnswer> {
      await demand(principal);
      const { projectId } = principal;
      if (name === null) {
        const found = (await resources.groups(projectId)).find((each) => each.name === group);
        if (!found) return { kind: 'unknown' };
        demandOwner(principal, { what: 'resource group', name: found.name, owner: found.owner });
        if (!(await grants.findMember(projectId, newOwner))) return noUser(newOwner);
        await resources.giveGroup(projectId, found.name, newOwner);
        return { kind: 'given' };
      }
      const answer = await resolveResource(ports, projectId, name, group);
      if (answer.kind !== 'found') return answer;
      const { name: found, owner } = answer.resource;
      demandOwner(principal, { what: 'resource', name: found, owner });
      if (!(await grants.findMember(projectId, newOwner))) return noUser(newOwner);
      await resources.giveResource(
        projectId,
        answer.resource.group,
        answer.resource.name,
        newOwner,
      );
      return { kind: 'given' };
    },
  };
}

function noUser(userName: string): GiveAnswer {
  return { kind: 'no_user', userName };
}
