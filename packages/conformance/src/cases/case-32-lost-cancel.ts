import { cancel } from '../play/cancel-and-look.ts';
import { playedCase } from '../play/conformance-case.ts';
import { NotApplicable } from '../play/verdict.ts';
import { prepareWrite } from '../play/prepare-write.ts';

export const lostCancel = playedCase({
  number: 32,
  title: 'cancel before the engine knows the work: the cancel is not lost',
  on: ['jobs', 'statements', 'batches'],
  needs: ['lateWrite'],
  async play(stage, { lateWrite }) {
    const lane = await stage.lane();
    let early = 0;
    for (let round = 0; round < stage.pace.rounds; round++) {
      const write = await prepareWrite(stage, lateWrite);
      const id = await stage.submit(lane, write.code);
      const { answer, state } = await cancel(stage, lane, id);
      // It may be quicker than the cancel, and then it is told so.
      if (state.status === 'succeeded') continue;
      early += 1;
      if (answer.meaning === 'cancelled' && state.status === 'cancelled') continue;
      const { said } = answer;
      stage.hold(false, '', `a cancel at once was answered ${said}, and the work is ${state.word}`);
    }
    if (early === 0) throw new NotApplicable('the work ends before it can be cancelled');
    stage.note(`${early} of ${stage.pace.rounds} were cancelled at once`);
  },
});
