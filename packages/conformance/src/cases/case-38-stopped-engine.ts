import { cancel } from '../play/cancel-and-look.ts';
import { playedCase } from '../play/conformance-case.ts';

export const stoppedEngine = playedCase({
  number: 38,
  title: 'the engine is stopped (SIGSTOP): the cancel goes on, nobody waits for an answer',
  on: ['jobs', 'statements', 'batches'],
  needs: ['processes', 'signal'],
  async play(stage, { signal }) {
    const { quick, long } = stage.workload;
    const [code = ''] = long;
    const lane = await stage.lane();
    const id = await stage.submit(lane, code);
    await stage.untilComputing(lane, id);
    const pids = (await stage.watch?.computing()) ?? [];
    for (const pid of pids) signal(pid, 'SIGSTOP');
    try {
      const { answer, state, ms } = await cancel(stage, lane, id);
      stage.hold(
        answer.meaning === 'cancelled' && state.status === 'cancelled',
        `stopped pid ${pids.join(', ')}: cancelled after ${ms.toFixed(0)} ms`,
        `its process was stopped, and the cancel was answered ${answer.said}: it is ${state.word}`,
      );
      const next = await stage.number(await stage.lane(), quick.code);
      stage.hold(next === quick.says, 'other work runs', `other work said ${next}`);
    } finally {
      for (const pid of pids) signal(pid, 'SIGCONT');
    }
  },
});
