import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';

export const engineDies = playedCase({
  number: 24,
  title: 'the engine dies during a cancel: the work ends truthfully',
  on: ['jobs', 'statements', 'batches'],
  needs: ['deaf', 'processes', 'signal'],
  async play(stage, { deaf, signal }) {
    const lane = await stage.lane();
    const id = await stage.submit(lane, deaf);
    await stage.untilComputing(lane, id);
    const pids = (await stage.watch?.computing()) ?? [];
    const cancelling = lane.cancel(id);
    await pause(stage.pace.beatMs);
    for (const pid of pids) signal(pid, 'SIGKILL');
    const { said } = await cancelling;
    const state = await stage.untilEnded(lane, id);
    // It was seen to end, or the server says that it does not know.
    const isTrue = state.status === 'cancelled' || state.status === 'failed';
    stage.hold(
      isTrue || state.status === 'unknown',
      `killed pid ${pids.join(', ')}: answered ${said}, ended ${state.word}`,
      `its process was killed, and it ended ${state.word}`,
    );
  },
});
