import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';
import { natural } from '../play/late-writes.ts';
import { prepareWrite } from '../play/prepare-write.ts';

export const duringCommit = playedCase({
  number: 37,
  title: 'a cancel lands around a COMMIT: what is said is what is there',
  on: ['jobs', 'statements'],
  needs: ['shortWrite'],
  async play(stage, { shortWrite }) {
    const usual = await natural(stage, shortWrite);
    const lane = await stage.lane();
    const words = new Map<string, number>();
    for (let round = 0; round < stage.pace.rounds; round++) {
      const write = await prepareWrite(stage, shortWrite);
      const id = await stage.submit(lane, write.code);
      // From the very beginning to a little after the end.
      await pause((usual.ms * 1.1 * (round + 1)) / stage.pace.rounds);
      await lane.cancel(id);
      const { status, word } = await stage.untilEnded(lane, id);
      const count = await write.count();
      const isThere = count > 0;
      words.set(word, (words.get(word) ?? 0) + 1);
      if (isThere !== (status === 'succeeded')) {
        stage.hold(false, '', `one ended ${word}, and ${count} of its rows are there`);
      }
    }
    const told = [...words].map(([word, count]) => `${count} ${word}`).join(', ');
    stage.note(`${told}: each as its rows say`);
  },
});
