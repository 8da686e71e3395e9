import type { Resource, ResourceGroup } from '../files/resource.ts';

/** The names that projects gave to files of their buckets. */
export interface ResourceStore {
  /**
   * Puts all of them at once. One whose name is there in its group takes its place, and keeps when it was
   * made and whose it is; so does the group.
   */
  put(resources: readonly Resource[]): Promise<void>;
  /** Those of a name, in whichever group. */
  named(projectId: string, name: string): Promise<readonly Resource[]>;
  /** By group and name; those in no group first. */
  list(projectId: string): Promise<readonly Resource[]>;
  groups(projectId: string): Promise<readonly ResourceGroup[]>;
  /** Its group goes with its last one. */
  delete(projectId: string, group: string | null, name: string): Promise<'deleted' | 'unknown'>;
  giveResource(projectId: string, group: string | null, name: string, owner: string): Promise<void>;
  giveGroup(projectId: string, name: string, owner: string): Promise<void>;
}
