import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';
import { until } from '../play/until.ts';

export const cancelAfterRestart = playedCase({
  number: 35,
  title: 'a cancel is asked again after a restart of the server: it hits no other work',
  on: ['jobs', 'statements', 'batches'],
  needs: ['restart'],
  async play(stage, { restart }) {
    const [code = ''] = stage.workload.long;
    const before = await stage.lane();
    const first = await stage.submit(before, code);
    await stage.untilComputing(before, first);
    await before.cancel(first);
    await restart();
    const isBack = await until(stage.pace, () => before.state(first).catch(() => null));
    if (!isBack) return stage.hold(false, '', 'the server does not answer after the restart');
    // Connections of before have had time to be found dead.
    await pause(stage.pace.beatMs);
    const lane = await stage.lane();
    const second = await stage.submit(lane, code);
    await stage.untilComputing(lane, second);
    const { said } = await before.cancel(first);
    const { status, word } = await lane.state(second);
    if (status !== 'running') stage.harmed(`answered ${said}, and other work is now ${word}`);
    stage.note(`answered ${said}; other work still runs`);
  },
});
