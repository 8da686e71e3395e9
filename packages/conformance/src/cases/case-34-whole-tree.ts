import { holdClosedQuiet } from '../play/close-quiet.ts';
import { playedCase } from '../play/conformance-case.ts';
import { mustStop } from '../play/must-stop.ts';

export const wholeTree = playedCase({
  number: 34,
  title:
    'close a session or batch whose program runs: the whole tree ends before "deleted" is said',
  on: ['sessions', 'batches'],
  needs: ['busy', 'processes'],
  async play(stage, { busy, processes }) {
    // Where sessions share a process it is there before one looks.
    if (stage.surface === 'sessions') await stage.openSession();
    const before = new Set((await processes.workers()).map(({ pid }) => pid));
    if (stage.surface === 'sessions') await holdClosedQuiet(stage, 'a busy program', busy);
    else await mustStop(stage, await stage.lane(), 'a busy program', busy);
    const left = (await processes.workers()).filter(({ pid }) => !before.has(pid));
    const pids = left.map(({ pid }) => pid).join(', ');
    stage.hold(left.length === 0, 'no process of it is left', `left of it is pid ${pids}`);
  },
});
