import { playedCase } from '../play/conformance-case.ts';
import { holdClosedQuiet } from '../play/close-quiet.ts';

export const wholeTree = playedCase({
  number: 34,
  title: 'close a session whose program runs: the whole tree ends before "deleted" is said',
  on: ['sessions'],
  needs: ['busy', 'processes'],
  async play(stage, { busy }) {
    await holdClosedQuiet(stage, 'a busy program', busy);
  },
});
