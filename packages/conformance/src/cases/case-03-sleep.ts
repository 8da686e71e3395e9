import { cancel } from '../play/cancel-and-look.ts';
import { playedCase } from '../play/conformance-case.ts';
import { holdCancelled } from '../play/must-stop.ts';

export const sleepingDriver = playedCase({
  number: 3,
  title: 'cancel driver code that sleeps: it stops, and what was set before is still there',
  on: ['jobs', 'statements', 'batches'],
  needs: ['sleep'],
  async play(stage, { sleep }) {
    const { remember, quick } = stage.workload;
    const lane = await stage.lane();
    const remembers = remember && stage.surface === 'statements' ? remember : null;
    if (remembers) await stage.run(lane, remembers.set);
    const id = await stage.submit(lane, sleep);
    await stage.untilRunning(lane, id);
    await stage.untilRunning(lane, id);
    holdCancelled(stage, 'sleep', await cancel(stage, lane, id));
    const next = await stage.number(lane, quick.code);
    stage.hold(next === quick.says, 'the next one ran', `the next one said ${next}`);
    if (!remembers) return;
    const kept = await stage.number(lane, remembers.get);
    stage.hold(kept === remembers.says, 'the session kept its state', `the session said ${kept}`);
  },
});
