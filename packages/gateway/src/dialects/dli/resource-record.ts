import type { ListedResources, ShownResource } from '../../core/actions/guarded-resources.ts';
import type { ResourceGroup } from '../../core/files/resource.ts';

/** A resource in the words of dli-api.md 3.6. It is ready as long as its file is there. */
export function toResourceRecord(resource: ShownResource) {
  const { name, kind, owner, id, createdAt, updatedAt } = resource;
  return {
    create_time: createdAt,
    update_time: updatedAt,
    resource_type: kind,
    resource_name: name,
    status: statusOf([resource]),
    underlying_name: `${id}_${name}`,
    owner,
  };
}

/** A group with what is in it. */
export function toGroupRecord(group: ResourceGroup, { resources }: ListedResources) {
  const inIt = resources.filter((each) => each.group === group.name);
  return {
    group_name: group.name,
    status: statusOf(inIt),
    resources: inIt.map(({ name }) => name),
    details: inIt.map((each) => ({ ...toResourceRecord(each), is_async: each.isAsync })),
    create_time: group.createdAt,
    update_time: group.updatedAt,
    is_async: inIt.some(({ isAsync }) => isAsync),
    owner: group.owner,
  };
}

function statusOf(resources: readonly ShownResource[]): 'READY' | 'FAILED' {
  return resources.every(({ isReady }) => isReady) ? 'READY' : 'FAILED';
}
