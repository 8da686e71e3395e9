import type { Column } from '../../core/job/ending.ts';

/**
 * The columns of a result as one object each, `[{"id":"int"},{"name":"string"}]` (dli-api.md 3.1.7):
 * two columns of one name are legal, and stay two.
 */
export function toResultSchema(columns: readonly Column[]): { readonly [name: string]: string }[] {
  return columns.map(({ name, type }) => ({ [name]: type }));
}
