import { countLater, natural } from '../play/late-writes.ts';
import { cancel } from '../play/cancel-and-look.ts';
import { playedCase } from '../play/conformance-case.ts';
import { holdCancelled, mustStop } from '../play/must-stop.ts';
import { NotApplicable } from '../play/verdict.ts';
import { prepareWrite } from '../play/prepare-write.ts';

export const runningWork = playedCase({
  number: 1,
  title: 'cancel a running scan, join, sort, CTAS or INSERT: it stops and leaves nothing',
  on: ['jobs', 'statements', 'batches'],
  needs: [],
  async play(stage) {
    const { long, longWrites = [], lateWrite } = stage.workload;
    if (!stage.watch && !lateWrite) {
      throw new NotApplicable('nobody could see it go on: no processes are shown, no `lateWrite`');
    }
    const lane = await stage.lane();
    for (const code of long) await mustStop(stage, lane, code.slice(0, 60), code);
    for (const write of longWrites) {
      const named = await prepareWrite(stage, write);
      await mustStop(stage, lane, write.code.slice(0, 60), named.code);
      const count = await named.count();
      stage.hold(count === 0, 'nothing of it is there', `${count} of what it wrote is there`);
    }
    if (!lateWrite) return;
    const usual = await natural(stage, lateWrite);
    const named = await prepareWrite(stage, lateWrite);
    const id = await stage.submit(lane, named.code);
    await stage.untilRunning(lane, id);
    await stage.untilRunning(lane, id);
    holdCancelled(stage, 'a write', await cancel(stage, lane, id));
    const count = await countLater(stage, usual, [named]);
    stage.hold(
      count === 0,
      `it left nothing, also after the ${usual.ms.toFixed(0)} ms that it takes`,
      `${count} of its rows came after "cancelled" was said`,
    );
  },
});
