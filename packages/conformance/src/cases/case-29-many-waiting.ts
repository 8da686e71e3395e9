import { playedCase } from '../play/conformance-case.ts';
import { fillLane } from '../play/fill-lane.ts';
import { prepareWrite } from '../play/prepare-write.ts';

export const manyWaiting = playedCase({
  number: 29,
  title: 'cancel many that wait and what runs: each ends once, none runs',
  on: ['jobs', 'statements', 'batches'],
  needs: ['oneRow'],
  async play(stage, { oneRow }) {
    const write = await prepareWrite(stage, oneRow);
    const lane = await stage.lane();
    const running = await fillLane(stage, lane);
    const waiting: string[] = [];
    for (let n = 0; n < stage.pace.many; n++) waiting.push(await stage.submit(lane, write.code));
    const startedAt = performance.now();
    const answers = await Promise.all(waiting.map((id) => lane.cancel(id)));
    const ms = (performance.now() - startedAt).toFixed(0);
    const wrong = answers.find(({ meaning }) => meaning !== 'cancelled');
    const allSaid = wrong === undefined;
    const total = `${waiting.length} that waited`;
    stage.hold(allSaid, `${total}: cancelled within ${ms} ms`, `one was answered ${wrong?.said}`);
    const states = await Promise.all(waiting.map((id) => lane.state(id)));
    const live = states.find(({ status }) => status !== 'cancelled');
    stage.hold(live === undefined, 'all are cancelled', `one that was cancelled is ${live?.word}`);
    for (const id of running) await lane.cancel(id);
    for (const id of running) await stage.untilEnded(lane, id);
    const count = await write.count();
    stage.hold(count === 0, 'none has run', `${count} of the ${total} ran`);
  },
});
