import { playedCase } from '../play/conformance-case.ts';
import { mustStop } from '../play/must-stop.ts';

export const ignoredInterrupt = playedCase({
  number: 5,
  title: 'cancel code that ignores interrupts: the next rung stops it',
  on: ['jobs', 'statements', 'batches'],
  needs: ['deaf', 'processes'],
  async play(stage, { deaf }) {
    await mustStop(stage, await stage.lane(), 'deaf code', deaf);
  },
});
