import { sep } from 'node:path';

/** Whether a place is a directory, or in it. Both without links. */
export function liesIn(directory: string, place: string): boolean {
  return `${place}${sep}`.startsWith(`${directory}${sep}`);
}
