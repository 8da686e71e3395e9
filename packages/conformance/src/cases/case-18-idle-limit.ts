import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';

export const busyIsNotIdle = playedCase({
  number: 18,
  title: 'the limit of idle time passes while a statement runs: it is not idle, and not ended',
  on: ['sessions'],
  needs: ['idleLimit'],
  async play(stage, { idleLimit }) {
    const [code = ''] = stage.workload.long;
    const { limitSeconds, settleMs } = stage.pace;
    const session = await stage.openSession(() => idleLimit(limitSeconds));
    const lane = stage.sessions.lane(session);
    const id = await stage.submit(lane, code);
    await stage.untilComputing(lane, id);
    await pause(limitSeconds * 2_000 + settleMs);
    const { status, word } = await lane.state(id);
    stage.hold(
      status === 'running',
      `it still runs long after ${limitSeconds} s`,
      `the session has a limit of ${limitSeconds} s of idle time, and its running work is now ${word}`,
    );
  },
});
