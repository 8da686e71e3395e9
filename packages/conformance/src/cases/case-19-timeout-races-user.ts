import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';

export const timeoutRacesUser = playedCase({
  number: 19,
  title: 'a time-out of the run races a cancel by the user: one reason wins, for ever',
  on: ['jobs'],
  needs: ['runLimit'],
  async play(stage, { runLimit }) {
    const [code = ''] = stage.workload.long;
    const lane = await stage.lane();
    const { limitSeconds, settleMs, pollMs } = stage.pace;
    const id = await stage.submit(lane, code, () => runLimit(code, limitSeconds));
    await stage.untilRunning(lane, id);
    await pause(limitSeconds * 1_000 - pollMs);
    const { meaning, said } = await lane.cancel(id);
    const first = await stage.untilEnded(lane, id);
    const isConsistent =
      first.status === 'cancelled' && (meaning === 'cancelled' || meaning === 'ended');
    stage.hold(
      isConsistent,
      `the cancel was answered ${said}, and it ended ${first.word}: "${first.message}"`,
      `the cancel was answered ${said}, and it ended ${first.word}`,
    );
    for (let look = 0; look < 3; look++) {
      await pause(settleMs / 3);
      await lane.cancel(id);
      const { word, message } = await lane.state(id);
      const isSame = word === first.word && message === first.message;
      const change = `"${first.message}" has become "${message}"`;
      if (!isSame)
        stage.hold(false, '', `its ending changed from ${first.word} to ${word}: ${change}`);
    }
    stage.note('its ending stayed, also after more cancels');
  },
});
