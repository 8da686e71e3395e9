import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';
import { percent } from '../play/must-stop.ts';
import { hasEnded } from '../play/until.ts';
import { prepareWrite } from '../play/prepare-write.ts';

export const sessionWithQueue = playedCase({
  number: 22,
  title: 'close a session with one running and many waiting: all end, none runs later',
  on: ['sessions'],
  needs: ['oneRow'],
  async play(stage, { oneRow }) {
    const [code = ''] = stage.workload.long;
    const write = await prepareWrite(stage, oneRow);
    const session = await stage.openSession();
    const lane = stage.sessions.lane(session);
    const running = await stage.submit(lane, code);
    await stage.untilComputing(lane, running);
    const waiting: string[] = [];
    for (let n = 0; n < stage.pace.many; n++) waiting.push(await stage.submit(lane, write.code));
    const startedAt = performance.now();
    const { meaning, said } = await stage.sessions.close(session);
    const ms = (performance.now() - startedAt).toFixed(0);
    const isClosed = meaning === 'cancelled';
    stage.hold(isClosed, `closed after ${ms} ms: ${said}`, `the close was answered ${said}`);
    if (stage.watch) {
      const level = await stage.watch.busyLevel();
      const busy = `after "closed" was said its processes use ${percent(level)} of a processor`;
      stage.hold(level === null, 'its processes compute no more', busy);
    }
    // An API may forget the statements with their session; what it still shows must have ended.
    const states = await Promise.all([running, ...waiting].map((id) => lane.state(id)));
    const live = states.find((state) => !hasEnded(state));
    stage.hold(live === undefined, 'every statement has ended', `a statement is ${live?.word}`);
    await pause(stage.pace.settleMs);
    const count = await write.count();
    stage.hold(
      count === 0,
      `none of the ${waiting.length} that waited has run`,
      `${count} of the ${waiting.length} that waited ran`,
    );
  },
});
