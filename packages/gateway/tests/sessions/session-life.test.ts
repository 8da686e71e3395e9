import { describe, expect, it } from 'vitest';
import { hasEnded } from '../../src/core/session/session.ts';
import { maria } from '../support/start-core.ts';
import {
  endOf,
  opened,
  projectId,
  startSessions,
  submitTo,
  until,
  untilStatus,
} from '../support/start-sessions.ts';
import { soon } from '../support/soon.ts';

describe('a session', () => {
  it('opens, runs its statements one after the other, and closes when all is back (I8)', async () => {
    const { core, open, submit, close } = await startSessions();
    const session = await open();
    const [first, second] = await submit(session, 'SELECT 1', 'SELECT 2');
    expect(first?.request.session).toMatchObject({ id: session.id, number: 0 });
    expect(second?.request.session).toMatchObject({ id: session.id, number: 1 });
    await core.ended(second?.id ?? '');
    expect(core.engine.born).toEqual([first?.id, second?.id]);

    const verdict = await close(session);
    expect(verdict.kind).toBe('closed');
    expect(core.contexts.alive.size).toBe(0);
    expect(await core.stores.sessions.ledgerOf(session.id)).toEqual([]);
    expect(await core.stores.sessions.receiptOf(session.id)).toMatchObject({
      ending: 'closed',
      rung: 'close',
      statements: {},
      checks: [
        { held: { kind: 'context', ref: session.id }, isGone: true },
        {
          held: { kind: 'place', queue: 'default' },
          isGone: true,
          read: '0 of 500 session places in use',
        },
      ],
    });
    core.clock.advance(1);
    expect((await close(session)).kind).toBe('ended_otherwise');
  });

  it('runs one statement at a time, however many slots are free', async () => {
    const { core, open, submit } = await startSessions({ slots: 8 });
    const session = await open();
    const held = core.stage.hold('work 1');
    const jobs = await submit(session, 'SELECT 1', 'SELECT 2', 'SELECT 3');
    await held.reached();
    await core.quiet();
    expect([...core.engine.alive]).toEqual([jobs[0]?.id]);
    held.release();
    await core.ended(jobs[2]?.id ?? '');
    expect(core.engine.born).toEqual(jobs.map(({ id }) => id));
  });

  it('keeps a statement that waits from running, and lets the one that runs go on, when it is cancelled', async () => {
    const { core, open, submit } = await startSessions();
    const session = await open();
    const held = core.stage.hold('work 1');
    const [running, waiting, last] = await submit(session, 'SELECT 1', 'SELECT 2', 'SELECT 3');
    await held.reached();
    expect((await core.cancel(waiting?.id ?? '')).kind).toBe('cancelled');
    expect(core.engine.rungs).toEqual([]);
    held.release();
    expect((await core.ended(running?.id ?? '')).state).toMatchObject({
      ending: { how: 'succeeded' },
    });
    await core.ended(last?.id ?? '');
    expect(core.engine.born).toEqual([running?.id, last?.id]);
  });

  it('stops a request of several statements at the first that does not succeed', async () => {
    const { core, open, submitTogether } = await startSessions({
      script: {
        answer: ({ request }) =>
          request.sql === 'SELECT 2'
            ? { code: 'runtime', message: 'no' }
            : { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } },
      },
    });
    const session = await open();
    const jobs = await submitTogether(session, ['SELECT 1', 'SELECT 2', 'SELECT 3', 'SELECT 4']);
    const endings = [];
    for (const job of jobs) endings.push((await core.ended(job.id)).state);
    expect(endings).toMatchObject([
      { ending: { how: 'succeeded' } },
      { ending: { how: 'failed' } },
      { ending: { how: 'cancelled' }, intent: { reason: 'script_stopped' } },
      { ending: { how: 'cancelled' }, intent: { reason: 'script_stopped' } },
    ]);
  });

  it('is not born later when it was closed while it waited for a place (I5)', async () => {
    const { core, open, create, close, submit } = await startSessions({
      queue: { sessionPlaces: 1 },
    });
    const first = await open();
    const second = await create();
    const [job] = await submit(second, 'SELECT 1');
    expect((await close(second)).kind).toBe('closed');
    expect((await core.read(job?.id ?? '')).state).toMatchObject({
      ending: { how: 'cancelled' },
      intent: { reason: 'session_closed' },
    });
    expect(core.contexts.made).toEqual([first.id]);
    expect((await close(first)).kind).toBe('closed');
  });

  it('gives its place to the next that waits', async () => {
    const { core, open, create, close } = await startSessions({ queue: { sessionPlaces: 1 } });
    const first = await open();
    const second = await create();
    await core.quiet();
    expect((await core.stores.sessions.find(projectId, second.id))?.state.status).toBe('waiting');
    await close(first);
    await opened(core, second);
  });

  it('is not born later when it was closed while it started', async () => {
    const open = Promise.withResolvers<void>();
    const { core, create, close } = await startSessions({
      sessionScript: { at: (point) => (point === 'open asked' ? open.promise : undefined) },
    });
    const session = await create();
    await untilStatus(core, session, 'starting');
    const verdict = close(session);
    await untilStatus(core, session, 'closing');
    open.resolve();
    expect((await verdict).kind).toBe('closed');
    expect(core.contexts.made).toEqual([]);
  });

  it('is closed when it was born although its close was wanted', async () => {
    const made = Promise.withResolvers<void>();
    const { core, create, close } = await startSessions({
      sessionScript: { at: (point) => (point === 'open made' ? made.promise : undefined) },
    });
    const session = await create();
    await soon(
      'the context',
      until(core, () => core.contexts.made.length === 1),
    );
    const verdict = close(session);
    await untilStatus(core, session, 'closing');
    made.resolve();
    expect((await verdict).kind).toBe('closed');
    expect(core.contexts.alive.size).toBe(0);
  });

  it('ends its statements before its context: those that wait first, each with its own ending (I8)', async () => {
    const { core, open, submit, close } = await startSessions();
    const session = await open();
    const held = core.stage.hold('work 1');
    const jobs = await submit(session, 'SELECT 1', 'SELECT 2', 'SELECT 3');
    await held.reached();
    expect((await close(session)).kind).toBe('closed');
    for (const { id } of jobs) {
      expect((await core.read(id)).state).toMatchObject({
        ending: { how: 'cancelled' },
        intent: { reason: 'session_closed', by: maria.by },
      });
    }
    expect(core.engine.born).toEqual([jobs[0]?.id]);
    expect(await core.stores.sessions.receiptOf(session.id)).toMatchObject({
      statements: { cancelled: 3 },
    });
  });

  it('takes no statement while it closes', async () => {
    const closing = Promise.withResolvers<void>();
    const { core, open, close } = await startSessions({
      sessionScript: { at: (point) => (point === 'close close' ? closing.promise : undefined) },
    });
    const session = await open();
    const verdict = close(session);
    await untilStatus(core, session, 'closing');
    const answer = await core.actions.submitStatements(projectId, session.id, {
      owner: 'maria',
      statements: ['SELECT 1'],
    });
    expect(answer.kind).toBe('not_taking');
    closing.resolve();
    expect((await verdict).kind).toBe('closed');
  });

  it('is lost, with what waits in it, when its context goes and nobody wished it', async () => {
    const { core, open, submit } = await startSessions();
    const session = await open();
    const held = core.stage.hold('work 1');
    const jobs = await submit(session, 'SELECT 1', 'SELECT 2');
    await held.reached();
    core.contexts.perish(session.id);
    await core.ended(jobs[1]?.id ?? '');
    core.engine.perish();
    const ended = await soon('the end', endOf(core, session));
    expect(ended?.state).toMatchObject({ ending: { how: 'lost' }, intent: null });
    expect((await core.read(jobs[1]?.id ?? '')).state).toMatchObject({
      ending: { how: 'cancelled' },
    });
  });

  it('is lost, and its next statement fails, when that got its turn before anybody saw its context go', async () => {
    const { core, open, submit } = await startSessions();
    const session = await open();
    const held = core.stage.hold('work 1');
    const jobs = await submit(session, 'SELECT 1', 'SELECT 2');
    await held.reached();
    const starting = core.stage.hold('start asked', jobs[1]?.id);
    core.engine.perish();
    await starting.reached();
    core.contexts.perish(session.id);
    starting.release();
    const ended = await soon('the end', endOf(core, session));
    expect(ended?.state).toMatchObject({ ending: { how: 'lost' }, intent: null });
    expect((await core.read(jobs[1]?.id ?? '')).state).toMatchObject({
      ending: { how: 'failed', error: { message: 'The scripted engine lost the session.' } },
    });
  });

  it('fails when it waited for a place longer than it may', async () => {
    const { core, open, create } = await startSessions({ queue: { sessionPlaces: 1 } });
    await open();
    const second = await create({ waitTimeoutMs: 300_000 });
    await core.quiet();
    core.clock.advance(301_000);
    const ended = await core.clock.runUntil(endOf(core, second));
    expect(ended?.state).toMatchObject({ ending: { how: 'failed', error: { code: 'resource' } } });
  });

  it('is closed when it is idle for its limit, and not while a statement of it runs', async () => {
    const { core, open, submit } = await startSessions();
    const session = await open({ idleTimeoutMs: 60_000 });
    const held = core.stage.hold('work 1');
    const [job] = await submit(session, 'SELECT 1');
    await held.reached();
    core.clock.advance(600_000);
    await core.quiet();
    core.clock.advance(2_000);
    await core.quiet();
    expect((await core.stores.sessions.find(projectId, session.id))?.state.status).toBe('open');
    held.release();
    await core.ended(job?.id ?? '');
    await core.quiet();
    core.clock.advance(2_000);
    await core.quiet();
    expect((await core.stores.sessions.find(projectId, session.id))?.state.status).toBe('open');
    core.clock.advance(61_000);
    const ended = await core.clock.runUntil(endOf(core, session));
    expect(ended?.state).toMatchObject({
      ending: { how: 'closed' },
      intent: { reason: 'timeout', by: 'sluice' },
    });
  });

  it('climbs the ladder when its context does not go', async () => {
    const { core, open, close } = await startSessions({ sessionScript: { obeys: 'kill' } });
    const session = await open();
    const verdict = await core.clock.runUntil(close(session));
    expect(verdict.kind).toBe('closed');
    expect(await core.stores.sessions.receiptOf(session.id)).toMatchObject({
      rung: 'kill',
      rungs: [{ rung: 'close' }, { rung: 'kill' }],
    });
  });

  it('counts in its receipt what had ended before the gateway that closed it', async () => {
    const { core, open, submit } = await startSessions();
    const session = await open();
    const [before] = await submit(session, 'SELECT 0');
    await core.ended(before?.id ?? '');
    core.clock.advance(1);
    const working = core.stage.hold('work 1');
    const settling = core.stage.hold('settled');
    const [, waiting] = await submit(session, 'SELECT 1', 'SELECT 2', 'SELECT 3');
    await working.reached();
    await core.actions.requestClose(projectId, session.id, maria);
    await core.ended(waiting?.id ?? '');
    core.freeze();
    const next = await core.startAnother({ holder: 'first' });
    settling.release();
    const isEnded = next.actions.awaitSession(projectId, session.id, 60_000, hasEnded);
    await soon('the session ends', isEnded);
    expect(await core.stores.sessions.receiptOf(session.id)).toMatchObject({
      statements: { cancelled: 3 },
    });
    working.release();
    core.thaw();
  });

  it('goes on under the next gateway, which closes it', async () => {
    const { core, open } = await startSessions();
    const session = await open();
    core.freeze();
    const next = await core.startAnother({ holder: 'first' });
    const [job] = await submitTo(next.actions, session, ['SELECT 1']);
    expect(job).toBeDefined();
    const verdict = await next.actions.closeSession(projectId, session.id, maria, 30_000);
    expect(verdict.kind).toBe('closed');
    expect(core.contexts.made).toEqual([session.id]);
    core.thaw();
  });
});
