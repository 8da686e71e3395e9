import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';
import { percent } from '../play/must-stop.ts';
import { hasEnded, until } from '../play/until.ts';

export const killedAfterAccepting = playedCase({
  number: 13,
  title:
    'the server is killed between accepting a cancel and acting: after the restart it completes',
  on: ['jobs', 'statements', 'batches'],
  needs: ['deaf', 'restart'],
  async play(stage, { deaf, restart }) {
    const lane = await stage.lane();
    const id = await stage.submit(lane, deaf);
    await stage.untilComputing(lane, id);
    // Deaf code: the cancel is accepted long before it can be done.
    const answered = lane.cancel(id).catch(() => null);
    await pause(stage.pace.beatMs);
    await restart();
    await answered;
    const state = await until(stage.pace, async () => {
      const now = await lane.state(id).catch(() => null);
      return now && hasEnded(now) ? now : null;
    });
    stage.hold(
      state?.status === 'cancelled',
      'after the restart it ended cancelled',
      `after the restart it is ${state?.word ?? 'not ended'} ${state?.message ?? ''}`.trim(),
    );
    if (!stage.watch) return;
    const level = await stage.watch.busyLevel();
    stage.hold(
      level === null,
      'its processes compute no more',
      `after it ended its processes use ${percent(level)} of a processor`,
    );
  },
});
