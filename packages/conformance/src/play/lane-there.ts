import type { Door, Lane } from '../doors/door.ts';
import type { Stage } from './stage.ts';

/**
 * Where the work of a stage is as another door sees it.
 * @param session where it runs in one
 */
export function laneThere({ surface }: Stage, door: Door, session: string | null): Lane {
  if (session !== null) return door.sessions.lane(session);
  const lane = surface === 'batches' ? door.batches : door.jobs;
  if (!lane) throw new Error(`the other door has no ${surface}`);
  return lane;
}
