import type { FileName } from '../files/file-name.ts';
import type { Resource, ResourceKind } from '../files/resource.ts';
import type { Tag } from '../job/job.ts';
import type { Ports } from '../ports/ports.ts';

export interface ResourcesOrder {
  readonly projectId: string;
  readonly owner: string;
  readonly group: string | null;
  readonly kind: ResourceKind;
  /** The name of each resource is the last part of its key. */
  readonly files: readonly FileName[];
  readonly tags: readonly Tag[];
  readonly isAsync: boolean;
}

export type PutResourcesAnswer =
  | { readonly kind: 'put'; readonly names: readonly string[] }
  | { readonly kind: 'no_file'; readonly file: FileName };

/** Gives files of buckets names as resources, all of them or none. */
export async function putResources(
  { buckets, resources, clock, ids }: Pick<Ports, 'buckets' | 'resources' | 'clock' | 'ids'>,
  { projectId, owner, group, kind, files, tags, isAsync }: ResourcesOrder,
): Promise<PutResourcesAnswer> {
  for (const file of files) {
    if (!(await buckets.has(projectId, file))) return { kind: 'no_file', file };
  }
  const at = clock.now();
  const put = files.map((file): Resource => {
    const name = resourceNameOf(file);
    const times = { createdAt: at, updatedAt: at };
    return { projectId, group, name, kind, file, tags, isAsync, owner, id: ids.newId(), ...times };
  });
  await resources.put(put);
  return { kind: 'put', names: put.map(({ name }) => name) };
}

/** The last part of its key. */
export function resourceNameOf({ key }: FileName): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
