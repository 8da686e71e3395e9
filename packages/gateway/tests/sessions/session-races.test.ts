import { describe, expect, it } from 'vitest';
import { isEnded } from '../../src/core/job/job.ts';
import { maria } from '../support/start-core.ts';
import { endOf, projectId, startSessions, until, untilStatus } from '../support/start-sessions.ts';
import { soon } from '../support/soon.ts';

const limitMs = 60_000;

describe('a context that is born late', () => {
  it('is closed when the close of its session came while it was being made (I3)', async () => {
    const agreed = Promise.withResolvers<void>();
    const { core, create, close } = await startSessions({
      sessionScript: { at: (point) => (point === 'open agreed' ? agreed.promise : undefined) },
    });
    const session = await create();
    await untilStatus(core, session, 'starting');
    const verdict = close(session);
    await untilStatus(core, session, 'closing');
    expect(core.contexts.made).toEqual([]);
    agreed.resolve();
    expect((await verdict).kind).toBe('closed');
    expect(core.contexts.made).toEqual([session.id]);
    expect(core.contexts.alive.size).toBe(0);
    expect(await core.stores.sessions.receiptOf(session.id)).toMatchObject({ rung: 'close' });
  });

  it('is closed by the gateway that made it, when the next one has closed its session meanwhile (I3, I7)', async () => {
    const agreed = Promise.withResolvers<void>();
    let isFirst = true;
    const { core, create } = await startSessions({
      sessionScript: {
        at: (point) => {
          if (point !== 'open agreed' || !isFirst) return undefined;
          isFirst = false;
          return agreed.promise;
        },
      },
    });
    const session = await create();
    await soon(
      'the context is being made',
      until(core, () => !isFirst),
    );
    core.freeze();
    const next = await core.startAnother({ holder: 'first' });
    const verdict = await core.clock.runUntil(
      next.actions.closeSession(projectId, session.id, maria, limitMs),
    );
    expect(verdict.kind).toBe('closed');
    core.thaw();
    agreed.resolve();
    await soon(
      'the late context is made',
      until(core, () => core.contexts.made.length === 2),
    );
    await core.clock.runUntil(core.close());
    expect(core.contexts.alive.size).toBe(0);
  });
});

describe('two closes at once', () => {
  it('with a statement submitted between: one wish, one ending, and nothing of it runs (I2, I8)', async () => {
    const closing = Promise.withResolvers<void>();
    const { core, open, close } = await startSessions({
      sessionScript: { at: (point) => (point === 'close close' ? closing.promise : undefined) },
    });
    const session = await open();
    const first = close(session);
    const submitted = submitOne(core, session.id);
    const second = close(session);
    const answer = await submitted;
    await core.quiet();
    closing.resolve();
    expect((await first).kind).toBe('closed');
    expect((await second).kind).toBe('closed');
    expect(['accepted', 'not_taking']).toContain(answer.kind);
    for (const { id } of answer.kind === 'accepted' ? answer.jobs : []) {
      expect((await core.read(id)).state).toMatchObject({
        ending: { how: 'cancelled' },
        intent: { reason: 'session_closed' },
      });
    }
    expect(core.engine.born).toEqual([]);
    const events = await core.stores.sessions.eventsOf(session.id);
    expect(events.map(({ kind }) => kind)).toEqual([
      'waiting',
      'starting',
      'open',
      'closing',
      'closed',
    ]);
  });

  it('with a statement that is written before the first of them: it ends with the session (I8)', async () => {
    const { core, open, close } = await startSessions();
    const session = await open();
    const starting = core.stage.hold('start made');
    core.stage.hold('work 1');
    const answer = await submitOne(core, session.id);
    const closes = [close(session), submitOne(core, session.id), close(session)] as const;
    await core.quiet();
    starting.release();
    const [first, between, second] = await core.clock.runUntil(Promise.all(closes));
    expect([first.kind, second.kind]).toEqual(['closed', 'closed']);
    const jobs = [answer, between].flatMap((one) => (one.kind === 'accepted' ? one.jobs : []));
    for (const { id } of jobs) {
      const job = await core.read(id);
      expect(isEnded(job) && job.state.ending.how).toBe('cancelled');
    }
  });
});

describe('a sign of life and the idle limit', () => {
  it('keeps the session when it is heard before the limit is judged', async () => {
    const { core, open } = await startSessions();
    const session = await open({ idleTimeoutMs: limitMs });
    core.clock.advance(limitMs - 1);
    await core.quiet();
    core.actions.noteSessionUse(session.id);
    core.clock.advance(limitMs - 1);
    await core.quiet();
    expect((await core.stores.sessions.find(projectId, session.id))?.state.status).toBe('open');
    core.clock.advance(2 * limitMs);
    const ended = await core.clock.runUntil(endOf(core, session));
    expect(ended?.state).toMatchObject({
      ending: { how: 'closed' },
      intent: { reason: 'timeout' },
    });
  });

  it('comes too late when it is heard between the judgement and the close, and the close is one (I1)', async () => {
    let lateFor: string | null = null;
    const { core, open } = await startSessions({
      aroundSessionRunner: async (method, _rest, call) => {
        if (method === 'closeIdle' && lateFor) core.actions.noteSessionUse(lateFor);
        return call();
      },
    });
    const session = await open({ idleTimeoutMs: limitMs });
    await core.quiet();
    lateFor = session.id;
    core.clock.advance(limitMs);
    const ended = await core.clock.runUntil(endOf(core, session));
    expect(ended?.state).toMatchObject({
      ending: { how: 'closed' },
      intent: { reason: 'timeout' },
    });
  });

  it('a statement that is written between the judgement and the close keeps the session, and runs', async () => {
    let act: (() => Promise<unknown>) | null = null;
    const { core, open, submit } = await startSessions({
      aroundSessionRunner: async (method, _rest, call) => {
        const once = method === 'closeIdle' ? act : null;
        if (once) {
          act = null;
          await once();
        }
        return call();
      },
    });
    const session = await open({ idleTimeoutMs: limitMs });
    const held = core.stage.hold('work 1');
    act = () => submit(session, 'SELECT 1');
    core.clock.advance(limitMs);
    const { id } = await core.clock.runUntil(held.reached());
    expect((await core.stores.sessions.find(projectId, session.id))?.state.status).toBe('open');
    held.release();
    expect((await core.ended(id)).state).toMatchObject({ ending: { how: 'succeeded' } });
  });

  it('a statement for a session that was just closed as idle is refused', async () => {
    const closing = Promise.withResolvers<void>();
    const { core, open } = await startSessions({
      sessionScript: { at: (point) => (point === 'close close' ? closing.promise : undefined) },
    });
    const session = await open({ idleTimeoutMs: limitMs });
    core.clock.advance(limitMs);
    await untilStatus(core, session, 'closing');
    expect((await submitOne(core, session.id)).kind).toBe('not_taking');
    closing.resolve();
    await endOf(core, session);
  });
});

function submitOne({ actions }: Awaited<ReturnType<typeof startSessions>>['core'], id: string) {
  const order = { owner: 'maria', statements: ['SELECT 1'] };
  return actions.submitStatements(projectId, id, order);
}
