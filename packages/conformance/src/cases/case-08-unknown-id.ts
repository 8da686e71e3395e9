import { playedCase } from '../play/conformance-case.ts';

export const unknownId = playedCase({
  number: 8,
  title: 'cancel an unknown id: not found, and nothing happens',
  on: ['jobs', 'statements', 'sessions', 'batches'],
  needs: [],
  async play(stage) {
    if (stage.surface === 'sessions') {
      const { meaning, said } = await stage.sessions.close(stage.sessions.unknownId);
      stage.hold(meaning === 'unknown', said, `an unknown session was answered ${said}`);
      return;
    }
    const [code = ''] = stage.workload.long;
    const lane = await stage.lane();
    const id = await stage.submit(lane, code);
    await stage.untilComputing(lane, id);
    const { meaning, said } = await lane.cancel(lane.unknownId);
    stage.hold(meaning === 'unknown', said, `an unknown id was answered ${said}`);
    const { status, word } = await lane.state(id);
    if (status !== 'running') stage.harmed(`other work is now ${word}`);
    stage.note('other work still runs');
  },
});
