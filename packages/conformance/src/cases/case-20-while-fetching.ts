import { playedCase } from '../play/conformance-case.ts';

export const whileFetching = playedCase({
  number: 20,
  title: 'cancel while a result is fetched: the reader gets all of it or a clear end',
  on: ['jobs', 'statements'],
  needs: ['manyRows'],
  async play(stage, { manyRows }) {
    const lane = await stage.lane();
    const id = await stage.submit(lane, manyRows.code);
    await stage.untilEnded(lane, id);
    for (let round = 0; round < stage.pace.rounds; round++) {
      const [rows] = await Promise.all([lane.rows(id), lane.cancel(id)]);
      if (rows.length !== manyRows.rows) {
        stage.hold(false, '', `a reader got ${rows.length} of ${manyRows.rows} rows as if all`);
      }
    }
    const after = await lane.rows(id);
    stage.hold(
      after.length === manyRows.rows,
      `${stage.pace.rounds} readers and one afterwards got all ${manyRows.rows} rows`,
      `afterwards the result has ${after.length} of ${manyRows.rows} rows`,
    );
  },
});
