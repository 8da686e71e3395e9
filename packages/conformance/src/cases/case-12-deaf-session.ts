import { playedCase } from '../play/conformance-case.ts';
import { holdClosedQuiet } from '../play/close-quiet.ts';

export const deafSession = playedCase({
  number: 12,
  title: 'close a session whose driver does not listen: the last rung ends it within the bound',
  on: ['sessions'],
  needs: ['deaf', 'processes'],
  async play(stage, { deaf }) {
    await holdClosedQuiet(stage, 'deaf code', deaf);
  },
});
