import type { CancelAnswer } from '../doors/door.ts';
import { playedCase } from '../play/conformance-case.ts';

const atOnce = 50;

export const fiftyCancels = playedCase({
  number: 7,
  title: 'cancel fifty times at once: one ending, and all hear the same',
  on: ['jobs', 'statements', 'batches'],
  needs: [],
  async play(stage) {
    const [code = ''] = stage.workload.long;
    const lane = await stage.lane();
    const id = await stage.submit(lane, code);
    await stage.untilComputing(lane, id);
    const answers = await Promise.all(Array.from({ length: atOnce }, () => lane.cancel(id)));
    const wrong = answers.find((answer) => !saysCancelled(answer));
    const state = await lane.state(id);
    stage.hold(
      wrong === undefined && state.status === 'cancelled',
      `all ${atOnce} were told that it is cancelled`,
      `one of ${atOnce} was answered ${wrong?.said ?? 'well'}, and the state is ${state.word}`,
    );
    const again = await lane.cancel(id);
    const later = await lane.state(id);
    stage.hold(
      saysCancelled(again) && later.status === 'cancelled',
      `one more changed nothing: ${again.said}`,
      `one more was answered ${again.said}, and the state is ${later.word}`,
    );
  },
});

/** Who comes after the end may be told that it had ended: cancelled. */
function saysCancelled({ meaning, said }: CancelAnswer): boolean {
  return meaning === 'cancelled' || (meaning === 'ended' && /cancel/i.test(said));
}
