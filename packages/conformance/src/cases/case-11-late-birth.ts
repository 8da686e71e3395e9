import { setTimeout as pause } from 'node:timers/promises';
import { playedCase } from '../play/conformance-case.ts';
import { NotHeld } from '../play/verdict.ts';

export const lateBirth = playedCase({
  number: 11,
  title: 'close a session before its process has registered: the late birth is reaped',
  on: ['sessions'],
  needs: ['processes'],
  async play(stage, { processes }) {
    // Where sessions share a process it is there before one looks.
    await stage.openSession();
    const before = new Set((await processes.workers()).map(({ pid }) => pid));
    const id = await stage.askForSession();
    const { meaning, said } = await stage.sessions.close(id);
    const isClosed = meaning === 'cancelled';
    stage.hold(isClosed, `closed at once: ${said}`, `the close was answered ${said}`);
    await pause(stage.pace.settleMs);
    const born = (await processes.workers()).filter(({ pid }) => !before.has(pid));
    if (born.length > 0) {
      const pids = born.map(({ pid }) => pid).join(', ');
      throw new NotHeld(`after "closed" was said there is a new process: pid ${pids}`);
    }
    stage.note(`no new process within ${stage.pace.settleMs} ms`);
  },
});
