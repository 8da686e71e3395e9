import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';

export const startingSession = playedCase({
  number: 10,
  title: 'close a session while it starts: nothing is born later',
  on: ['sessions'],
  needs: [],
  async play(stage) {
    const id = await stage.askForSession();
    const before = await stage.sessions.state(id);
    const { meaning, said } = await stage.sessions.close(id);
    const isClosed = meaning === 'cancelled';
    stage.hold(isClosed, `closed while ${before.word}: ${said}`, `the close was answered ${said}`);
    const deadline = performance.now() + stage.pace.settleMs;
    while (performance.now() < deadline) {
      const { status, word } = await stage.sessions.state(id);
      const isGone = status === 'ended' || status === 'unknown';
      if (!isGone) stage.hold(false, '', `after "closed" was said the session is ${word}`);
      await pause(stage.pace.pollMs);
    }
    stage.note(`it stayed closed for ${stage.pace.settleMs} ms`);
  },
});
