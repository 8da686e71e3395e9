import { playedCase } from '../play/conformance-case.ts';

export const manyStarts = playedCase({
  number: 36,
  title: 'many sessions are closed while they start, one after the other: the next still works',
  on: ['sessions'],
  needs: [],
  async play(stage) {
    const { quick } = stage.workload;
    for (let n = 0; n < stage.pace.many; n++) {
      const id = await stage.askForSession();
      const { meaning, said } = await stage.sessions.close(id);
      if (meaning !== 'cancelled') stage.hold(false, '', `close ${n + 1} was answered ${said}`);
    }
    const lane = stage.sessions.lane(await stage.openSession());
    const number = await stage.number(lane, quick.code);
    stage.hold(
      number === quick.says,
      `after ${stage.pace.many} closes a session opened and worked`,
      `a session said ${number} instead of ${quick.says}`,
    );
  },
});
