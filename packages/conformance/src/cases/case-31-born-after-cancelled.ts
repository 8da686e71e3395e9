import { cancel } from '../play/cancel-and-look.ts';
import { playedCase } from '../play/conformance-case.ts';
import { countLater, natural } from '../play/late-writes.ts';
import { type NamedWrite, prepareWrite } from '../play/prepare-write.ts';

export const bornAfterCancelled = playedCase({
  number: 31,
  title: 'cancel as soon as it runs: no work of it is born after "cancelled" was said',
  on: ['jobs', 'statements', 'batches'],
  needs: ['lateWrite'],
  async play(stage, { lateWrite }) {
    const usual = await natural(stage, lateWrite);
    const lane = await stage.lane();
    const cancelled: NamedWrite[] = [];
    for (let round = 0; round < stage.pace.rounds; round++) {
      const write = await prepareWrite(stage, lateWrite);
      const id = await stage.submit(lane, write.code);
      await stage.untilRunning(lane, id);
      const { answer, state } = await cancel(stage, lane, id);
      if (answer.meaning === 'cancelled' && state.status === 'cancelled') cancelled.push(write);
    }
    stage.note(`${cancelled.length} of ${stage.pace.rounds} were cancelled as soon as they ran`);
    const count = await countLater(stage, usual, cancelled);
    stage.hold(
      count === 0,
      'none of them has written',
      `${count} rows came after "cancelled" was said`,
    );
  },
});
