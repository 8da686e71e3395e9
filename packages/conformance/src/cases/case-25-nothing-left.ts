import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';
import { hasEnded } from '../play/until.ts';

export const nothingLeft = playedCase({
  number: 25,
  title: 'afterwards nothing is left: no process, nothing that is still live',
  on: ['jobs', 'statements', 'batches'],
  needs: ['processes'],
  async play(stage, { processes }) {
    const session = stage.surface === 'statements' ? await stage.openSession() : null;
    const warm = await stage.lane();
    await stage.number(warm, stage.workload.quick.code);
    const before = new Set((await processes.workers()).map(({ pid }) => pid));
    const own = session === null ? null : await stage.openSession();
    const lane = own === null ? warm : stage.sessions.lane(own);
    const [code = ''] = stage.workload.long;
    for (let n = 0; n < 3; n++) {
      const id = await stage.submit(lane, code);
      await stage.untilComputing(lane, id);
      await lane.cancel(id);
      const state = await lane.state(id);
      stage.hold(
        hasEnded(state),
        `it is ${state.word}`,
        `after its cancel it is still ${state.word}`,
      );
    }
    if (own !== null) await stage.sessions.close(own);
    await pause(stage.pace.settleMs);
    const left = (await processes.workers()).filter(({ pid }) => !before.has(pid));
    const pids = left.map(({ pid }) => pid).join(', ');
    stage.hold(left.length === 0, 'no process is left', `processes are left: pid ${pids}`);
  },
});
