import { percent } from './must-stop.ts';
import type { Stage } from './stage.ts';

/** A session in which code computes is closed: success has to be said, and nothing may compute on. */
export async function holdClosedQuiet(stage: Stage, what: string, code: string): Promise<void> {
  const session = await stage.openSession();
  const lane = stage.sessions.lane(session);
  const id = await stage.submit(lane, code);
  await stage.untilComputing(lane, id);
  const startedAt = performance.now();
  const { meaning, said } = await stage.sessions.close(session);
  const ms = (performance.now() - startedAt).toFixed(0);
  stage.hold(
    meaning === 'cancelled',
    `a session that ran ${what} was closed after ${ms} ms: ${said}`,
    `the close of a session that runs ${what} was answered ${said}`,
  );
  const level = (await stage.watch?.busyLevel()) ?? null;
  stage.hold(
    level === null,
    'its processes compute no more',
    `after "closed" was said its processes use ${percent(level)} of a processor`,
  );
}
