import { playedCase } from '../play/conformance-case.ts';

export const lateInterrupt = playedCase({
  number: 27,
  title: 'a late interrupt never hits the next one',
  on: ['jobs', 'statements', 'batches'],
  needs: [],
  async play(stage) {
    const { quick, long } = stage.workload;
    const [code = ''] = long;
    const lane = await stage.lane();
    for (let round = 0; round < stage.pace.rounds; round++) {
      const id = await stage.submit(lane, code);
      await stage.untilRunning(lane, id);
      const cancelling = lane.cancel(id);
      const next = await stage.submit(lane, quick.code);
      const [, state] = await Promise.all([cancelling, stage.untilEnded(lane, next)]);
      if (state.status !== 'succeeded') {
        stage.harmed(`in round ${round + 1} the next one ended ${state.word}: ${state.message}`);
      }
    }
    stage.note(`the next one succeeded ${stage.pace.rounds} times`);
  },
});
