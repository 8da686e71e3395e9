import { describe, expect, it } from 'vitest';
import { hasEnded } from '../../src/core/session/session.ts';
import { type Core, maria, startCore } from '../support/start-core.ts';
import { tickMs } from '../support/start-gateway-over.ts';

const projectId = 'project-1';
const clientLeaseMs = 30_000;

describe('case 17: a job whose client is gone', () => {
  it('is cancelled when its lease runs out, and says why', async () => {
    const { core, jobId } = await startLeased();
    const before = core.clock.now();
    await core.clock.runUntil(core.ended(jobId));
    expect(await core.read(jobId)).toMatchObject({
      state: { ending: { how: 'cancelled' }, intent: { by: 'sluice', reason: 'client_lost' } },
    });
    expect(core.clock.now() - before).toBeLessThanOrEqual(clientLeaseMs + 2 * tickMs);
    expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({ rung: 'interrupt' });
    expect(await leases(core)).toEqual([]);
  });

  it('goes on as long as the lease is renewed, and no longer', async () => {
    const { core, jobId } = await startLeased();
    for (let times = 0; times < 6; times++) {
      await pass(core, 10_000);
      expect(await core.actions.renewClientLease(jobId)).toEqual({
        lengthMs: clientLeaseMs,
        until: core.clock.now() + clientLeaseMs,
      });
    }
    await pass(core, clientLeaseMs - tickMs);
    expect((await core.read(jobId)).state.status).toBe('running');
    await core.clock.runUntil(core.ended(jobId));
    expect(await core.actions.renewClientLease(jobId)).toBeNull();
  });

  it('that waits reaches no engine (I5)', async () => {
    const core = await startCore({ slots: 1 });
    core.stage.hold('work 1');
    await core.submit();
    const jobId = await core.submit({ clientLeaseMs });
    await core.clock.runUntil(core.ended(jobId));
    expect(await core.read(jobId)).toMatchObject({ state: { intent: { reason: 'client_lost' } } });
    expect(core.engine.born).not.toContain(jobId);
  });

  it('goes on where no lease was wished', async () => {
    const core = await startCore();
    const working = core.stage.hold('work 1');
    const jobId = await core.submit();
    await working.reached();
    await pass(core, 300_000);
    expect((await core.read(jobId)).state.status).toBe('running');
    expect(await core.actions.renewClientLease(jobId)).toBeNull();
  });

  it('that ended by itself keeps no lease, and its ending stays', async () => {
    const core = await startCore();
    const jobId = await core.submit({ clientLeaseMs });
    await core.ended(jobId);
    await pass(core, clientLeaseMs + 2 * tickMs);
    expect((await core.read(jobId)).state).toMatchObject({
      ending: { how: 'succeeded' },
      intent: null,
    });
    expect(await leases(core)).toEqual([]);
  });

  it('has one lease for one key, and none where its cancel came first (I12)', async () => {
    const core = await startCore();
    core.stage.hold('work 1');
    const jobId = await core.submit({ key: 'k', clientLeaseMs });
    expect(await core.submit({ key: 'k', clientLeaseMs })).toBe(jobId);
    await core.actions.cancelByKey(projectId, 'gone', maria, 0);
    await core.submit({ key: 'gone', clientLeaseMs });
    expect((await leases(core)).map(({ id }) => id)).toEqual([jobId]);
  });
});

describe('a client that could not be heard is not lost', () => {
  it('while no gateway ran', async () => {
    const { core, jobId } = await startLeased();
    core.freeze();
    core.clock.advance(600_000);
    const next = await core.startAnother({ holder: 'first' });
    await pass(core, clientLeaseMs - 2 * tickMs);
    expect((await core.read(jobId)).state.status).toBe('running');
    expect(await next.actions.renewClientLease(jobId)).not.toBeNull();
    await core.clock.runUntil(next.actions.awaitEnding(projectId, jobId, 60_000));
    expect(await core.read(jobId)).toMatchObject({ state: { intent: { reason: 'client_lost' } } });
    core.thaw();
    // The first finds out, in its next look, that it was followed.
    await core.failed('holding the lease');
    core.failures.length = 0;
  });

  it('while the gateway hung', async () => {
    const { core, jobId } = await startLeased();
    core.clock.advance(600_000);
    await pass(core, clientLeaseMs - 2 * tickMs);
    expect((await core.read(jobId)).state.status).toBe('running');
  });

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('when the clock is set %s', async (_where, byMs) => {
    const { core, jobId } = await startLeased();
    core.clock.set(byMs);
    await pass(core, clientLeaseMs - 2 * tickMs);
    expect((await core.read(jobId)).state.status).toBe('running');
    const before = core.clock.steady();
    await core.clock.runUntil(core.ended(jobId));
    expect(core.clock.steady() - before).toBeLessThanOrEqual(4 * tickMs);
  });
});

describe('case 17: a session whose client is gone', () => {
  it('is closed when its lease runs out, with its statements', async () => {
    const core = await startCore();
    const id = await createSession(core, clientLeaseMs);
    await core.actions.awaitSession(projectId, id, 60_000, ({ state }) => state.status === 'open');
    const working = core.stage.hold('work 1');
    const order = { owner: 'maria', statements: ['SELECT 1', 'SELECT 2'] };
    const submitted = await core.actions.submitStatements(projectId, id, order);
    const jobs = submitted.kind === 'accepted' ? submitted.jobs : [];
    await working.reached();
    await pass(core, 20_000);
    expect(await core.actions.renewClientLease(id)).not.toBeNull();
    await pass(core, 20_000);
    expect((await core.stores.sessions.find(projectId, id))?.state.status).toBe('open');

    const ended = await core.clock.runUntil(
      core.actions.awaitSession(projectId, id, 60_000, hasEnded),
    );
    expect(ended?.state).toMatchObject({
      ending: { how: 'closed' },
      intent: { by: 'sluice', reason: 'client_lost' },
    });
    for (const job of jobs) {
      expect((await core.read(job.id)).state).toMatchObject({
        ending: { how: 'cancelled' },
        intent: { reason: 'session_closed' },
      });
    }
    expect(jobs).toHaveLength(2);
    expect(await leases(core)).toEqual([]);
  });

  it('is never born when it still waits for a place (I5)', async () => {
    const core = await startCore({ queue: { sessionPlaces: 0 } });
    const id = await createSession(core, clientLeaseMs);
    const ended = await core.clock.runUntil(
      core.actions.awaitSession(projectId, id, 60_000, hasEnded),
    );
    expect(ended?.state).toMatchObject({ intent: { reason: 'client_lost' } });
    expect(core.contexts.made).toEqual([]);
  });

  it('loses a statement alone where that has the lease', async () => {
    const core = await startCore();
    const id = await createSession(core);
    const working = core.stage.hold('work 1');
    const order = { owner: 'maria', statements: ['SELECT 1'], clientLeaseMs };
    const submitted = await core.actions.submitStatements(projectId, id, order);
    const [job] = submitted.kind === 'accepted' ? submitted.jobs : [];
    await working.reached();
    await core.clock.runUntil(core.ended(job?.id ?? ''));
    expect(await core.read(job?.id ?? '')).toMatchObject({
      state: { intent: { reason: 'client_lost' } },
    });
    expect((await core.stores.sessions.find(projectId, id))?.state.status).toBe('open');
  });
});

/** A job with a lease, whose work goes on until it is stopped. */
async function startLeased() {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit({ clientLeaseMs });
  await working.reached();
  await core.quiet();
  return { core, jobId };
}

async function createSession(core: Core, leaseMs?: number) {
  const order = { projectId, owner: 'maria', clientLeaseMs: leaseMs };
  const answer = await core.actions.createSession(order);
  if (answer.kind !== 'accepted') throw new Error(`the session was ${answer.kind}`);
  return answer.session.id;
}

/** Lets time pass as it does: the runner looks at each of its ticks. */
async function pass(core: Core, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += tickMs) {
    core.clock.advance(tickMs);
    await core.quiet();
  }
}

function leases({ stores }: Core) {
  return stores.clientLeases.runOut(Number.MAX_SAFE_INTEGER, 10);
}
