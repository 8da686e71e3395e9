import type { Ids } from '../core/ports/ids.ts';

/** 32 hexadecimal digits, as ids of projects and users are in the field. */
export function newMemberId(ids: Ids): string {
  return ids.newId().replaceAll('-', '');
}
