import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';
import { percent } from '../play/must-stop.ts';

export const clientLost = playedCase({
  number: 17,
  title: 'the heartbeat of a client stops: its work is cancelled',
  on: ['sessions'],
  needs: ['heartbeat'],
  async play(stage, { heartbeat }) {
    const [code = ''] = stage.workload.long;
    const { limitSeconds, settleMs } = stage.pace;
    const session = await stage.openSession(() => heartbeat(limitSeconds));
    const lane = stage.sessions.lane(session);
    const id = await stage.submit(lane, code);
    await stage.untilComputing(lane, id);
    await pause(limitSeconds * 2_000 + settleMs);
    if (stage.watch) {
      const level = await stage.watch.busyLevel();
      stage.hold(
        level === null,
        'its processes compute no more',
        `its processes still use ${percent(level)} of a processor`,
      );
    }
    const { status, word } = await stage.sessions.state(session);
    const isGone = status === 'ended' || status === 'unknown';
    const work = isGone ? 'gone with it' : (await lane.state(id)).word;
    stage.hold(
      isGone || work === 'cancelled',
      `after a heartbeat of ${limitSeconds} s stopped: session ${word}, work ${work}`,
      `a heartbeat of ${limitSeconds} s stopped, and the session is ${word}, its work ${work}`,
    );
  },
});
