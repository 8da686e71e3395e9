import type { Tag } from '../job/job.ts';
import type { FileName } from './file-name.ts';

/** What a resource is good for (dli-api.md 3.6). */
export const resourceKinds = ['jar', 'pyFile', 'file', 'modelFile'] as const;
export type ResourceKind = (typeof resourceKinds)[number];

/** A file of a bucket under a name of its own, perhaps in a group. The file stays where it is. */
export interface Resource {
  readonly projectId: string;
  /** Null: it is in no group. */
  readonly group: string | null;
  readonly name: string;
  readonly kind: ResourceKind;
  readonly file: FileName;
  readonly tags: readonly Tag[];
  readonly isAsync: boolean;
  readonly owner: string;
  /** Another for every time that it is put. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** It is there as long as it has resources. */
export interface ResourceGroup {
  readonly projectId: string;
  readonly name: string;
  readonly owner: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Whether a resource may have the name: that of its file (dli-api.md 3.6, limits). */
export function isResourceName(name: string): boolean {
  return /^(?!\.)[A-Za-z0-9_!.-]{1,128}$/.test(name);
}
