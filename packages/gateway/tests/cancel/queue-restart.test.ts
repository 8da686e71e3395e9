import { describe, expect, it } from 'vitest';
import { intentOf, type Job, type JobId } from '../../src/core/job/job.ts';
import { closeIntentOf, type Session } from '../../src/core/session/session.ts';
import { soon } from '../support/soon.ts';
import { type Core, maria, startCore } from '../support/start-core.ts';

async function restart(core: Core, isForced = true, projectId = 'project-1'): Promise<Job> {
  const order = { projectId, by: 'alice', isForced };
  const answer = await core.actions.restartQueue('default', order);
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
  return answer.job;
}

async function runningJob(core: Core, order = {}): Promise<JobId> {
  const jobId = await core.submit(order);
  await core.witness.saw(jobId, 'running');
  return jobId;
}

it('a forced restart cancels each job of the queue, and succeeds when all have ended (I2, I3)', async () => {
  const core = await startCore({ slots: 2 });
  const working = core.stage.hold('work 1');
  const settling = core.stage.hold('settled');
  const before = [await runningJob(core), await runningJob(core)];
  before.push(await core.submit(), await core.submit());

  const job = await restart(core);
  await core.witness.saw(job.id, 'running');
  const late = await core.submit();
  await core.quiet();
  // Two are told to stop and have not: the restart is not over, and nothing new starts.
  expect((await core.read(job.id)).state.status).toBe('running');
  expect(await core.actions.restartingQueues('project-1')).toEqual(new Set(['queue-default']));
  expect(core.witness.pathOf(late)).toEqual(['queued']);
  settling.release();

  expect((await core.ended(job.id)).state).toMatchObject({ ending: { how: 'succeeded' } });
  for (const jobId of before) {
    const ended = await core.read(jobId);
    expect(ended.state).toMatchObject({ ending: { how: 'cancelled' } });
    expect(intentOf(ended)).toMatchObject({
      by: 'alice',
      reason: 'queue_restarted',
      requestId: `restart-${job.id}`,
    });
    expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({ ending: 'cancelled' });
  }
  expect(await core.actions.restartingQueues('project-1')).toEqual(new Set());
  working.release();
  expect((await core.ended(late)).state).toMatchObject({ ending: { how: 'succeeded' } });
  expect(core.engine.born).toEqual([before[0], before[1], late]);
});

it('a restart takes no slot of the queue, and nobody can cancel it', async () => {
  const core = await startCore({ slots: 1 });
  const settling = core.stage.hold('settled');
  const stuck = await runningJob(core);
  const job = await restart(core);
  await core.witness.saw(job.id, 'running');

  expect(await core.cancel(job.id)).toMatchObject({ kind: 'not_cancellable', job: { id: job.id } });
  const all = await core.actions.cancelMatching('project-1', {}, maria, 0);
  expect(all).toMatchObject({
    cancelled: [],
    others: [{ kind: 'not_confirmed', job: { id: stuck } }],
  });
  expect(intentOf(await core.read(job.id))).toBeNull();
  settling.release();
  await core.ended(job.id);
});

it('of a shared queue only the own project’s jobs are touched, and only they wait (I6)', async () => {
  const core = await startCore({ slots: 3 });
  const working = core.stage.hold('work 1');
  const settling = core.stage.hold('settled');
  const own = await runningJob(core);
  const foreign = await runningJob(core, { projectId: 'project-2' });
  const job = await restart(core);
  await core.witness.saw(own, 'cancelling');
  const other = await runningJob(core, { projectId: 'project-2' });

  expect(await core.actions.restartingQueues('project-2')).toEqual(new Set());
  settling.release();
  await core.ended(job.id);
  working.release();
  for (const jobId of [foreign, other]) {
    expect((await core.ended(jobId, 'project-2')).state).toMatchObject({
      ending: { how: 'succeeded' },
    });
  }
});

it('one restart at a time; one that is not forced is for an idle queue, and cancels nothing', async () => {
  const core = await startCore({ slots: 1 });
  const settling = core.stage.hold('settled');
  await runningJob(core);
  const waiting = await core.submit();
  const order = { projectId: 'project-1', by: 'alice', isForced: false };
  expect(await core.actions.restartQueue('default', order)).toEqual({
    kind: 'busy',
    queueName: 'default',
    live: 1,
  });
  const first = await restart(core);
  for (const isForced of [true, false]) {
    expect(await core.actions.restartQueue('DEFAULT', { ...order, isForced })).toEqual({
      kind: 'restarting',
      queueName: 'default',
      jobId: first.id,
    });
  }
  settling.release();
  await core.ended(first.id);
  expect((await core.read(waiting)).state).toMatchObject({ ending: { how: 'cancelled' } });

  const idle = await restart(core, false);
  expect((await core.ended(idle.id)).state).toMatchObject({ ending: { how: 'succeeded' } });
  const unknown = await core.actions.restartQueue('nowhere', order);
  expect(unknown).toEqual({ kind: 'no_queue', queueName: 'nowhere' });
});

it('what cannot be stopped keeps the restart open; what it waits for is looked at again', async () => {
  const core = await startCore({ slots: 1, script: { obeys: 'kill' } });
  core.stage.hold('work 1');
  const stuck = await runningJob(core);
  const job = await restart(core);
  await core.witness.saw(stuck, 'cancelling');
  await core.clock.asleepFor(5_000);
  expect((await core.read(job.id)).state.status).toBe('running');
  await core.clock.runUntil(core.ended(job.id));
  expect(core.engine.rungs.map(({ rung }) => rung)).toEqual(['interrupt', 'kill']);
});

describe('a forced restart and sessions', () => {
  it('closes those of the project on the queue, each with its own receipt, and is over after them (I3, I8)', async () => {
    const context = Promise.withResolvers<void>();
    const core = await startCore({
      slots: 2,
      queue: { sessionPlaces: 2 },
      sessionScript: { at: (point) => (point === 'release asked' ? context.promise : undefined) },
    });
    const working = core.stage.hold('work 1');
    const open = await openSession(core);
    const foreign = await openSession(core, 'project-2');
    const waiting = await createSession(core);
    const order = { owner: 'maria', statements: ['SELECT 1', 'SELECT 2'] };
    const submitted = await core.actions.submitStatements('project-1', open.id, order);
    if (submitted.kind !== 'accepted') throw new Error(submitted.kind);
    await working.reached();

    const job = await restart(core);
    core.clock.advance(1);
    const late = await createSession(core);
    await untilStatus(core, open, 'closing');
    await core.quiet();
    // Its statements have ended and its context is gone; what it held was not seen to be back.
    expect((await core.read(job.id)).state.status).toBe('running');
    expect(await core.actions.submitStatements('project-1', open.id, order)).toMatchObject({
      kind: 'not_taking',
    });
    context.resolve();

    expect((await core.ended(job.id)).state).toMatchObject({ ending: { how: 'succeeded' } });
    const wish = { by: 'alice', reason: 'queue_restarted', requestId: `restart-${job.id}` };
    for (const { id } of [open, waiting]) {
      const session = await core.stores.sessions.find('project-1', id);
      expect(session?.state).toMatchObject({ status: 'ended', ending: { how: 'closed' } });
      expect(session && closeIntentOf(session)).toMatchObject(wish);
      expect(await core.stores.sessions.receiptOf(id)).toMatchObject({ intent: wish });
    }
    for (const { id } of submitted.jobs) {
      const ended = await core.read(id);
      expect(ended.state).toMatchObject({ ending: { how: 'cancelled' } });
      expect(intentOf(ended)).toMatchObject(wish);
    }
    expect(core.contexts.made).not.toContain(waiting.id);
    working.release();
    await untilStatus(core, late, 'open');
    expect(await core.stores.sessions.find('project-2', foreign.id)).toMatchObject({
      state: { status: 'open' },
    });
  });

  it('leaves them as they are when it is not forced', async () => {
    const core = await startCore();
    const { id } = await openSession(core);
    const job = await restart(core, false);
    expect((await core.ended(job.id)).state).toMatchObject({ ending: { how: 'succeeded' } });
    expect(await core.stores.sessions.find('project-1', id)).toMatchObject({
      state: { status: 'open' },
    });
  });
});

async function createSession(core: Core, projectId = 'project-1'): Promise<Session> {
  const answer = await core.actions.createSession({ projectId, owner: 'maria' });
  if (answer.kind !== 'accepted') throw new Error(`the session was ${answer.kind}`);
  return answer.session;
}

async function openSession(core: Core, projectId?: string): Promise<Session> {
  const session = await createSession(core, projectId);
  await untilStatus(core, session, 'open');
  return session;
}

async function untilStatus(core: Core, { id, request }: Session, status: string): Promise<void> {
  const isSo = ({ state }: Session) => state.status === status;
  const awaited = core.actions.awaitSession(request.projectId, id, 60_000, isSo);
  await soon(`the session is ${status}`, awaited);
}
