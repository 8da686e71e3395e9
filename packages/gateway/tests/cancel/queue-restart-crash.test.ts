import { expect, it } from 'vitest';
import { intentOf } from '../../src/core/job/job.ts';
import { leaseTtlMs } from '../support/start-gateway-over.ts';
import { startCore } from '../support/start-core.ts';

const statement = { projectId: 'project-1', owner: 'maria', sql: 'SELECT 1' };
const order = { projectId: 'project-1', by: 'alice', isForced: true };

it.each(['before its claim', 'while it waits for its jobs'])(
  'a restart whose gateway is gone %s goes on under the next one, and ends truly (I1, I2)',
  async (moment) => {
    const core = await startCore({ slots: 1 });
    const settling = core.stage.hold('settled');
    const working = core.stage.hold('work 1');
    const stuck = await core.submit();
    await core.witness.saw(stuck, 'running');
    const waiting = await core.submit();
    const wanted = { projectId: 'project-1', owner: 'maria' };
    const session = await core.actions.createSession(wanted);
    if (session.kind !== 'accepted') throw new Error(session.kind);
    const answer = await core.actions.restartQueue('default', order);
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    const { job } = answer;
    if (moment !== 'before its claim') await core.witness.saw(stuck, 'cancelling');
    core.freeze();
    core.clock.advance(leaseTtlMs + 1);
    const second = await core.startAnother({ holder: 'second' });
    const late = await second.actions.submitJob(statement);
    if (late.kind !== 'accepted') throw new Error(late.kind);
    await core.witness.saw(stuck, 'cancelling');
    await core.quiet();
    expect(core.witness.pathOf(late.job.id)).toEqual(['queued']);
    settling.release();

    const ended = await second.actions.awaitEnding('project-1', job.id, 60_000);
    expect(ended).toMatchObject({
      kind: 'ended',
      job: { state: { ending: { how: 'succeeded' } } },
    });
    for (const jobId of [stuck, waiting]) {
      const cancelled = await core.read(jobId);
      expect(cancelled.state).toMatchObject({ ending: { how: 'cancelled' } });
      expect(intentOf(cancelled)).toMatchObject({ by: 'alice', reason: 'queue_restarted' });
      expect(core.engine.committed.has(jobId)).toBe(false);
    }
    const closed = await core.stores.sessions.find('project-1', session.session.id);
    expect(closed?.state).toMatchObject({
      ending: { how: 'closed' },
      intent: { by: 'alice', reason: 'queue_restarted' },
    });
    working.release();
    await core.witness.saw(late.job.id, 'succeeded');
    core.thaw();
    await core.failed('holding the lease');
    core.failures.length = 0;
  },
);

it('a shutdown does not cancel a restart: its jobs end, and so does it (I9)', async () => {
  const core = await startCore({ slots: 1 });
  core.stage.hold('work 1');
  const running = await core.submit();
  await core.witness.saw(running, 'running');
  const answer = await core.actions.restartQueue('default', order);
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
  const left = await core.clock.runUntil(core.runner.drain(0));
  expect(left).toBe(0);
  expect((await core.read(answer.job.id)).state).toMatchObject({ ending: { how: 'succeeded' } });
});
