import { playedCase } from '../play/conformance-case.ts';
import { numberIn } from '../play/number-in.ts';

export const endedWork = playedCase({
  number: 6,
  title: 'cancel finished work: refused, state and result unchanged',
  on: ['jobs', 'statements', 'batches'],
  needs: [],
  async play(stage) {
    const { quick } = stage.workload;
    const lane = await stage.lane();
    const id = await stage.submit(lane, quick.code);
    const before = await stage.untilEnded(lane, id);
    const { meaning, said } = await lane.cancel(id);
    if (lane.refusesEnded) {
      stage.hold(meaning === 'ended', `refused: ${said}`, `finished work was answered ${said}`);
    } else {
      const isRight = meaning === 'cancelled' || meaning === 'ended';
      stage.hold(isRight, `answered as the API has it: ${said}`, `answered ${said}`);
    }
    const after = await lane.state(id);
    if (after.isGone) return stage.note('it is gone, as the API has it');
    stage.hold(
      after.status === before.status,
      `it is still ${after.word}`,
      `it was ${before.word} before the cancel and is ${after.word} after it`,
    );
    const number = numberIn(await lane.rows(id));
    stage.hold(number === quick.says, 'its result is unchanged', `its result is now ${number}`);
  },
});
