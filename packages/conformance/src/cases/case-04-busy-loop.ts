import { playedCase } from '../play/conformance-case.ts';
import { mustStop } from '../play/must-stop.ts';

export const busyLoop = playedCase({
  number: 4,
  title: 'cancel a busy loop: it stops',
  on: ['jobs', 'statements', 'batches'],
  needs: ['busy', 'processes'],
  async play(stage, { busy }) {
    await mustStop(stage, await stage.lane(), 'a busy loop', busy);
  },
});
