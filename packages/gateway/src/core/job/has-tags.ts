import type { Tag } from './job.ts';

/** Whether all that are wanted are there, by key and value. */
export function hasTags(tags: readonly Tag[], wanted: readonly Tag[]): boolean {
  return wanted.every(({ key, value }) =>
    tags.some((tag) => tag.key === key && tag.value === value),
  );
}
