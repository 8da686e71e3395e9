import type { CancelAnswer } from '../doors/door.ts';
import { playedCase } from '../play/conformance-case.ts';
import { laneThere } from '../play/lane-there.ts';
import type { Stage } from '../play/stage.ts';

export const notOnesOwn = playedCase({
  number: 9,
  title: 'cancel by another project or a viewer: not found or forbidden, and nothing happens',
  on: ['jobs', 'statements', 'sessions', 'batches'],
  needs: ['other'],
  async play(stage, { other }) {
    if (stage.surface === 'sessions') {
      const id = await stage.openSession();
      holdRefused(stage, await other.sessions.close(id));
      const { status, word } = await stage.sessions.state(id);
      stage.hold(status === 'open', 'the session is open', `the session is now ${word}`);
      return;
    }
    const [code = ''] = stage.workload.long;
    const session = stage.surface === 'statements' ? await stage.openSession() : null;
    const lane = session === null ? await stage.lane() : stage.sessions.lane(session);
    const id = await stage.submit(lane, code);
    await stage.untilComputing(lane, id);
    holdRefused(stage, await laneThere(stage, other, session).cancel(id));
    const { status, word } = await lane.state(id);
    stage.hold(status === 'running', 'the work still runs', `the work is now ${word}`);
  },
});

function holdRefused(stage: Stage, { meaning, said }: CancelAnswer): void {
  const isRefused = meaning === 'unknown' || meaning === 'forbidden';
  stage.hold(isRefused, `the other was answered ${said}`, `the other was let through: ${said}`);
}
