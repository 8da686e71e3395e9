import { cancel } from '../play/cancel-and-look.ts';
import { playedCase } from '../play/conformance-case.ts';
import { natural } from '../play/late-writes.ts';
import { prepareWrite } from '../play/prepare-write.ts';

export const neighbours = playedCase({
  number: 30,
  title: 'the last rung with neighbours: no write is lost or runs twice, sessions keep their state',
  on: ['jobs', 'statements'],
  needs: ['deaf', 'lateWrite'],
  async play(stage, { deaf, lateWrite }) {
    const { remember } = stage.workload;
    const usual = await natural(stage, lateWrite);
    const write = await prepareWrite(stage, lateWrite);
    const neighbour = await stage.lane();
    const remembers = remember && stage.surface === 'statements' ? remember : null;
    if (remembers) await stage.run(neighbour, remembers.set);
    const lane = await stage.lane();
    const id = await stage.submit(lane, deaf);
    await stage.untilComputing(lane, id);
    const written = await stage.submit(neighbour, write.code);
    await stage.untilRunning(neighbour, written);
    await cancel(stage, lane, id);
    const state = await stage.untilEnded(neighbour, written);
    if (state.status !== 'succeeded') {
      stage.harmed(`a neighbour's write ended ${state.word}: ${state.message}`);
    }
    const count = await write.count();
    if (count !== usual.count) {
      stage.harmed(`a neighbour's write left ${count} rows and should have left ${usual.count}`);
    }
    stage.note("a neighbour's write is there once");
    if (!remembers) return;
    const asked = await stage.submit(neighbour, remembers.get);
    const { status, word } = await stage.untilEnded(neighbour, asked);
    const kept = status === 'succeeded' ? String(await neighbour.rows(asked)) : word;
    if (!kept.includes(String(remembers.says))) {
      stage.harmed(`a neighbour's session lost its state: it says "${kept}"`);
    }
    stage.note("a neighbour's session kept its state");
  },
});
