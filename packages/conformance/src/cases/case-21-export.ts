import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';
import { holdCancelled } from '../play/must-stop.ts';

export const cancelledExport = playedCase({
  number: 21,
  title: 'cancel during an export: no half file, nothing temporary',
  on: ['jobs', 'statements'],
  needs: ['longExport'],
  async play(stage, { longExport }) {
    const lane = await stage.lane();
    const write = await stage.prepare(longExport);
    const id = await stage.submit(lane, write.code);
    await stage.untilComputing(lane, id);
    holdCancelled(stage, 'an export', await stage.cancel(lane, id));
    const atOnce = await write.count();
    await pause(stage.pace.settleMs);
    const later = await write.count();
    stage.hold(
      atOnce === 0 && later === 0,
      'no file is there, neither at once nor later',
      `${atOnce} files were there at once, ${later} later`,
    );
  },
});
