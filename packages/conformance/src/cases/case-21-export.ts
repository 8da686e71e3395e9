import { setTimeout as pause } from 'node:timers/promises';
import { cancel } from '../play/cancel-and-look.ts';
import { playedCase } from '../play/conformance-case.ts';
import { holdCancelled } from '../play/must-stop.ts';
import { prepareWrite } from '../play/prepare-write.ts';

export const cancelledExport = playedCase({
  number: 21,
  title: 'cancel during an export: no half file, nothing temporary',
  on: ['jobs', 'statements'],
  needs: ['longExport'],
  async play(stage, { longExport }) {
    const lane = await stage.lane();
    const write = await prepareWrite(stage, longExport);
    const id = await stage.submit(lane, write.code);
    await stage.untilComputing(lane, id);
    holdCancelled(stage, 'an export', await cancel(stage, lane, id));
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
