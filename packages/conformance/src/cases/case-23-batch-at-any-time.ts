import { setTimeout as pause } from 'node:timers/promises';
import { cancelAndLook } from '../play/cancel-and-look.ts';
import { playedCase } from '../play/conformance-case.ts';
import { holdCancelled, holdQuiet, percent } from '../play/must-stop.ts';

export const batchAtAnyTime = playedCase({
  number: 23,
  title: 'delete a batch before, while and after it submits: nothing of it runs afterwards',
  on: ['batches'],
  needs: ['processes'],
  async play(stage) {
    const { pace, watch } = stage;
    const [code = ''] = stage.workload.long;
    const lane = await stage.lane();
    for (let round = 0; round < pace.rounds; round++) {
      const id = await stage.submit(lane, code);
      await pause(pace.beatMs * round);
      const seen = await cancelAndLook(stage, lane, id);
      const what = `deleted ${pace.beatMs * round} ms after its submit`;
      holdCancelled(stage, what, seen);
      holdQuiet(stage, what, seen);
    }
    await pause(pace.settleMs);
    const level = (await watch?.busyLevel()) ?? null;
    stage.hold(
      level === null,
      'none was born later',
      `after all were deleted their processes use ${percent(level)} of a processor`,
    );
  },
});
