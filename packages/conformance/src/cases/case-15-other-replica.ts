import type { Lane } from '../doors/door.ts';
import { cancelAndLook } from '../play/cancel-and-look.ts';
import { playedCase } from '../play/conformance-case.ts';
import { laneThere } from '../play/lane-there.ts';
import { holdCancelled, holdQuiet } from '../play/must-stop.ts';

export const otherReplica = playedCase({
  number: 15,
  title: 'cancel through another replica: it completes within the bound',
  on: ['jobs', 'statements'],
  needs: ['replica'],
  async play(stage, { replica }) {
    const [code = ''] = stage.workload.long;
    const session = stage.surface === 'statements' ? await stage.openSession() : null;
    const lane = session === null ? await stage.lane() : stage.sessions.lane(session);
    const id = await stage.submit(lane, code);
    await stage.untilComputing(lane, id);
    const there = laneThere(stage, replica, session);
    // Cancelled there, looked at here.
    const through: Lane = { ...lane, cancel: (asked) => there.cancel(asked) };
    const seen = await cancelAndLook(stage, through, id);
    holdCancelled(stage, 'through the other replica', seen);
    holdQuiet(stage, 'through the other replica', seen);
  },
});
