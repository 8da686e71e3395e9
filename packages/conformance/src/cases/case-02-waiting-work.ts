import { setTimeout as pause } from 'node:timers/promises';
import { cancel } from '../play/cancel-and-look.ts';
import { playedCase } from '../play/conformance-case.ts';
import { fillLane } from '../play/fill-lane.ts';
import { holdCancelled } from '../play/must-stop.ts';
import { prepareWrite } from '../play/prepare-write.ts';

export const waitingWork = playedCase({
  number: 2,
  title: 'cancel work that waits behind running work: it ends at once, the running is unharmed',
  on: ['jobs', 'statements', 'batches'],
  needs: ['oneRow'],
  async play(stage, { oneRow }) {
    const write = await prepareWrite(stage, oneRow);
    const lane = await stage.lane();
    const running = await fillLane(stage, lane);
    const id = await stage.submit(lane, write.code);
    holdCancelled(stage, 'waiting work', await cancel(stage, lane, id));
    await pause(stage.pace.settleMs);
    for (const neighbour of running) {
      const { status, word } = await lane.state(neighbour);
      if (status !== 'running') stage.harmed(`the work that ran beside it is now ${word}`);
    }
    stage.note(`${running.length} that ran still run`);
    for (const neighbour of running) await lane.cancel(neighbour);
    for (const neighbour of running) await stage.untilEnded(lane, neighbour);
    const count = await write.count();
    stage.hold(count === 0, 'it never ran', 'it ran after "cancelled" was said: its row is there');
  },
});
