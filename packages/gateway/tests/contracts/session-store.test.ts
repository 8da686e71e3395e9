import { describe, expect, it } from 'vitest';
import type { CancelIntent } from '../../src/core/job/cancel-intent.ts';
import type { JobEvent } from '../../src/core/job/transition.ts';
import type { StatementList } from '../../src/core/ports/session-store.ts';
import { neverPlaced } from '../../src/core/session/session-receipt.ts';
import { openFreshState } from './fresh-state.ts';
import {
  aliceWantsOut,
  cancelWanted,
  claimNext,
  commitMove,
  createQueue,
  endSucceeded,
  moved,
  queuedJob,
  submittedAt,
} from './sample-job.ts';
import {
  anyNumber,
  closeWanted,
  commitSessionMove,
  contextGone,
  contextOf,
  createSession,
  movedSession,
  openSession,
  submitStatements,
  waitingSession,
} from './sample-session.ts';
import { storeDrivers, writtenAt } from './store-drivers.ts';

const noLimits = { mostSessions: null, isNameUnique: false };
const failed: JobEvent = {
  kind: 'end_observed',
  observed: { kind: 'failed', error: { code: 'runtime', message: 'no' } },
};

/** The ids on all pages, each behind the one before. */
async function walk(read: (behind: number | null) => Promise<StatementList>): Promise<string[]> {
  const list = await read(null);
  const ids = list.jobs.map(({ id }) => id);
  for (let { next } = list; next !== null;) {
    const page = await read(next);
    ids.push(...page.jobs.map(({ id }) => id));
    next = page.next;
  }
  return ids;
}

describe.each(storeDrivers)('a session store on $name', (driver) => {
  it('numbers sessions, and yields one by its key (I12)', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const queue = await createQueue(state.stores);
    const wish = waitingSession(queue, { key: 'k' });
    const created = await sessions.create(wish, noLimits);
    if (created.kind !== 'created') throw new Error(created.kind);
    const again = await sessions.create({ ...wish, id: 'other' }, noLimits);
    expect(again).toEqual({ kind: 'repeated', session: created.session });
    const others = waitingSession(queue, { key: 'k', database: 'other' });
    expect((await sessions.create(others, noLimits)).kind).toBe('key_taken');
    const next = await createSession(state.stores, queue);
    expect(next.number).toBe(created.session.number + 1);
    expect(await sessions.findByNumber('project-a', next.number)).toEqual(next);
  });

  it('says nothing of a session to another project (I10)', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const session = await createSession(state.stores, await createQueue(state.stores));
    expect(await sessions.find('project-b', session.id)).toBeNull();
    expect(await sessions.findByNumber('project-b', session.number)).toBeNull();
    const page = { offset: 0, limit: 10, order: 'created_desc' } as const;
    expect((await sessions.list('project-b', {}, page)).total).toBe(0);
  });

  it('makes no more than a project may have, nor a second live one of a name', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const queue = await createQueue(state.stores);
    const first = await createSession(state.stores, queue, { name: 'mine' });
    const limits = { mostSessions: 1, isNameUnique: true };
    const named = waitingSession(queue, { name: 'mine' });
    expect((await sessions.create(named, limits)).kind).toBe('name_taken');
    const more = { kind: 'too_many', live: 1 };
    expect(await sessions.create(waitingSession(queue), limits)).toEqual(more);
    const receipt = neverPlaced(first.id, aliceWantsOut);
    await commitSessionMove(sessions, first, closeWanted, { receipt });
    expect((await sessions.create(named, limits)).kind).toBe('created');
    expect(await sessions.receiptOf(first.id)).toMatchObject({
      ...receipt,
      checks: [{ held: { kind: 'place' }, isGone: true, read: expect.stringMatching(/^\d of \d/) }],
    });
  });

  it('gives places in order, as many as each queue has, with what they will hold (I7)', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const narrow = await createQueue(state.stores, { name: 'narrow', sessionPlaces: 1 });
    const wide = await createQueue(state.stores, { name: 'wide', sessionPlaces: 2 });
    const wanted = [
      await createSession(state.stores, narrow),
      await createSession(state.stores, narrow),
      await createSession(state.stores, wide),
    ];
    const placed = await sessions.place(9, 7, submittedAt, (session) => [contextOf(session)]);
    expect(placed.map(({ id }) => id)).toEqual([wanted[0]?.id, wanted[2]?.id]);
    for (const session of placed) {
      expect(session.state).toMatchObject({ status: 'starting', leaseToken: 7 });
      expect(await sessions.ledgerOf(session.id)).toEqual([contextOf(session)]);
    }
    expect(await sessions.place(9, 7, submittedAt, () => [])).toEqual([]);
    expect((await sessions.placedSessions()).map(({ id }) => id)).toEqual(
      placed.map(({ id }) => id),
    );
  });

  it('neither places nor closes for a gateway whose lease was followed by a newer one (I7)', async () => {
    await using state = await openFreshState(driver);
    const { sessions, leases } = state.stores;
    const queue = await createQueue(state.stores);
    const first = await leases.acquire('first', submittedAt, 1_000);
    if (first === 'taken') throw new Error('the lease is taken');
    await createSession(state.stores, queue, { idleTimeoutMs: 10 });
    const [placed] = await sessions.place(1, first.token, submittedAt, () => []);
    if (!placed) throw new Error('no session was given a place');
    await commitSessionMove(sessions, placed, { kind: 'context_opened' });
    await createSession(state.stores, queue);
    await leases.acquire('second', submittedAt + 2_000, 1_000);
    expect(await sessions.place(1, first.token, submittedAt, () => [])).toEqual([]);
    const idle = sessions.closeIdle(first.token, submittedAt + 5_000, () => aliceWantsOut);
    expect(await idle).toEqual([]);
  });

  it('writes a move only of the row that was read, under its lease (I1)', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const before = await openSession(state.stores, await createQueue(state.stores));
    const after = movedSession(before, closeWanted);
    expect((await sessions.commit({ before, after, fence: 8 })).kind).toBe('stale');
    expect((await sessions.commit({ before, after, fence: 7 })).kind).toBe('committed');
    expect((await sessions.commit({ before, after, fence: 7 })).kind).toBe('stale');
    expect(await sessions.find('project-a', before.id)).toEqual(after);
    const words = (await sessions.eventsOf(before.id)).map(({ kind }) => kind);
    expect(words).toEqual(['waiting', 'starting', 'open', 'closing']);
  });

  it('notes under its lease alone that it was made again elsewhere, and changes nothing of it', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const session = await openSession(state.stores, await createQueue(state.stores));
    expect(await sessions.noteRestored(session.id, 8, ['why'])).toBe(false);
    expect(await sessions.noteRestored(session.id, 7, ['why'])).toBe(true);
    expect(await sessions.find('project-a', session.id)).toEqual(session);
    const events = await sessions.eventsOf(session.id);
    expect(events.at(-1)).toMatchObject({ kind: 'restored', remarks: ['why'] });
    expect(events.length).toBe(4);
  });

  it('tells nothing new of one that another gateway goes on with', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const before = await openSession(state.stores, await createQueue(state.stores));
    const events = await sessions.eventsOf(before.id);
    const after = movedSession(before, { kind: 'lease_ran_out', leaseToken: 8 });
    expect((await sessions.commit({ before, after, fence: 7 })).kind).toBe('committed');
    expect(await sessions.eventsOf(before.id)).toEqual(events);
  });

  it('refuses an ending that would leave a thing on the ledger unreleased (I3, I7)', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const before = await openSession(state.stores, await createQueue(state.stores));
    const after = movedSession(before, contextGone);
    const check = { held: contextOf(before), isGone: false, read: 'there', at: 1 };
    for (const released of [[], [check]]) {
      const ending = sessions.commit({ before, after, fence: 7, released });
      await expect(ending).rejects.toThrow(/cannot end while it holds/);
    }
    expect(await sessions.find('project-a', before.id)).toEqual(before);
    const released = [{ ...check, isGone: true }];
    expect((await sessions.commit({ before, after, fence: 7, released })).kind).toBe('committed');
    expect(await sessions.ledgerOf(before.id)).toEqual([]);
  });

  it('lets statements run one at a time, in their order, when the session is open', async () => {
    await using state = await openFreshState(driver);
    const { jobs, sessions } = state.stores;
    const queue = await createQueue(state.stores);
    await createSession(state.stores, queue);
    const [placed] = await sessions.place(1, 7, submittedAt, () => []);
    if (!placed) throw new Error('no session was given a place');
    const [first, second] = await submitStatements(state.stores, queue, placed, 2);
    expect(await claimNext(jobs, 7, submittedAt, () => [])).toBeNull();

    const after = movedSession(placed, { kind: 'context_opened' });
    const opened = await sessions.commit({ before: placed, after, fence: 7 });
    expect(opened).toMatchObject({ along: [{ before: { id: first?.id } }] });
    const claimed = await claimNext(jobs, 7, submittedAt, () => []);
    if (!claimed) throw new Error('nothing was claimed');
    expect(claimed.id).toBe(first?.id);
    expect(await claimNext(jobs, 7, submittedAt, () => [])).toBeNull();
    const running = { kind: 'operation_started', ref: claimed.id } as const;
    await commitMove(jobs, await commitMove(jobs, claimed, running), endSucceeded);
    expect((await claimNext(jobs, 7, submittedAt, () => []))?.id).toBe(second?.id);
  });

  it('tells with the end of a statement what it stopped, and whose turn came', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const session = await openSession(state.stores, queue);
    const [, second, third] = await submitStatements(state.stores, queue, session, 3);
    const [next] = await submitStatements(state.stores, queue, session, 1);
    const before = await claimNext(jobs, 7, submittedAt, () => []);
    if (!before) throw new Error('nothing was claimed');
    const running = await commitMove(jobs, before, { kind: 'operation_started', ref: before.id });
    const answer = await jobs.commit({ before: running, after: moved(running, failed), fence: 7 });
    expect(answer).toMatchObject({
      along: [
        { after: { id: second?.id, state: { ending: { how: 'cancelled' } } } },
        { after: { id: third?.id, state: { intent: { reason: 'script_stopped' } } } },
        { after: { id: next?.id, state: { status: 'queued' } } },
      ],
    });
    if (answer.kind === 'stale') throw new Error(answer.kind);
    for (const { after } of answer.along) {
      expect(await jobs.find('project-a', after.id)).toEqual(after);
    }
  });

  it('does not end while a statement is live, and ends those that wait with it (I8)', async () => {
    await using state = await openFreshState(driver);
    const { jobs, sessions } = state.stores;
    const queue = await createQueue(state.stores);
    const before = await openSession(state.stores, queue);
    const [, waiting] = await submitStatements(state.stores, queue, before, 2);
    const claimed = await claimNext(jobs, 7, submittedAt, () => []);
    if (!claimed || !waiting) throw new Error('nothing was claimed');
    const after = movedSession(before, contextGone);
    const released = [{ held: contextOf(before), isGone: true, read: '', at: 1 }];
    const step = { before, after, fence: 7, released };
    expect(await sessions.commit(step)).toEqual({ kind: 'statement_live' });
    const [other] = await submitStatements(state.stores, queue, before, 1);
    await commitMove(jobs, await commitMove(jobs, claimed, cancelWanted), {
      kind: 'end_observed',
      observed: { kind: 'stopped' },
    });
    // The second of the request was stopped with the first; the other one ends with the session.
    expect(await sessions.commit(step)).toMatchObject({
      kind: 'committed',
      along: [{ after: { id: other?.id, state: { intent: { reason: 'session_closed' } } } }],
    });
    expect(await sessions.liveStatements(before.id)).toEqual([]);
  });

  it('takes no statement when it closes, and not more than may wait, or it may have in its life', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const queue = await createQueue(state.stores);
    const session = await openSession(state.stores, queue);
    await submitStatements(state.stores, queue, session, 2);
    const two = [queuedJob(queue), queuedJob(queue)];
    const tooMany = { kind: 'too_many_waiting', waiting: 2 };
    const three = { ...anyNumber, mostWaiting: 3 };
    expect(await sessions.submitStatements(session.id, two, three)).toEqual(tooMany);
    const tooManyEver = { kind: 'too_many_ever', ever: 2 };
    const ever = { ...anyNumber, mostEver: 3 };
    expect(await sessions.submitStatements(session.id, two, ever)).toEqual(tooManyEver);
    await commitSessionMove(sessions, session, closeWanted);
    expect((await sessions.submitStatements(session.id, two, anyNumber)).kind).toBe('not_taking');
    const page = { offset: 0, limit: 10, order: 'number_desc' } as const;
    const { jobs, total } = await sessions.listStatements(session.id, {}, page);
    expect([total, ...jobs.map(({ request }) => request.session?.number)]).toEqual([2, 1, 0]);
  });

  it.each([1, 5, 100])(
    'lists long statements page by page to the last, %i at most on one',
    async (limit) => {
      await using state = await openFreshState(driver);
      const { sessions } = state.stores;
      const queue = await createQueue(state.stores);
      const session = await openSession(state.stores, queue);
      const long = 'x'.repeat(900_000);
      const jobs = Array.from({ length: 10 }, (_, count) =>
        queuedJob(queue, { kind: 'statement', sql: count % 3 === 1 ? 'select 1' : long }),
      );
      expect((await sessions.submitStatements(session.id, jobs, anyNumber)).kind).toBe('created');
      const submitted = jobs.map(({ id }) => id);
      const page = { offset: 0, limit };
      const ofSession = await walk((behind) =>
        sessions.listStatements(session.id, {}, { ...page, behind, order: 'number_asc' }),
      );
      expect(ofSession).toEqual(submitted);
      const ofAll = await walk((behind) =>
        sessions.listAllStatements('project-a', {}, { ...page, behind }),
      );
      expect(ofAll).toEqual(submitted.toReversed());
    },
  );

  it('closes what is idle, and not what has a statement, or had one until now', async () => {
    await using state = await openFreshState(driver);
    const { jobs, sessions } = state.stores;
    const queue = await createQueue(state.stores);
    const session = await openSession(state.stores, queue, { idleTimeoutMs: 60_000 });
    const closeIdle = (now: number) => sessions.closeIdle(7, now, intentAt(now));
    expect(await closeIdle(submittedAt + 59_999)).toEqual([]);
    await submitStatements(state.stores, queue, session, 1);
    expect(await closeIdle(writtenAt + 600_000)).toEqual([]);
    const claimed = await claimNext(jobs, 7, submittedAt, () => []);
    if (!claimed) throw new Error('nothing was claimed');
    const running = { kind: 'operation_started', ref: claimed.id } as const;
    await commitMove(jobs, await commitMove(jobs, claimed, running), endSucceeded);
    // The end was written at `writtenAt`: from then on it is idle.
    expect(await closeIdle(writtenAt + 59_999)).toEqual([]);
    await sessions.touch(new Map([[session.id, writtenAt + 10]]));
    await sessions.touch(new Map([[session.id, writtenAt]]));
    expect(await closeIdle(writtenAt + 60_000)).toEqual([]);
    const [closing] = await closeIdle(writtenAt + 60_010);
    expect(closing?.state).toMatchObject({ status: 'closing', intent: { reason: 'timeout' } });
    expect(await sessions.find('project-a', session.id)).toEqual(closing);
    expect(await closeIdle(writtenAt + 60_010)).toEqual([]);
  });

  it('finds those that wait too long, and those that close', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const queue = await createQueue(state.stores, { sessionPlaces: 1 });
    const open = await openSession(state.stores, queue, { waitTimeoutMs: 5 });
    const waiting = await createSession(state.stores, queue, { waitTimeoutMs: 10 });
    await createSession(state.stores, queue);
    expect(await sessions.overdueSessions(submittedAt + 9)).toEqual([]);
    expect(await sessions.overdueSessions(submittedAt + 10)).toEqual([waiting]);
    const closing = await commitSessionMove(sessions, open, closeWanted);
    expect(await sessions.closingSessions(7)).toEqual([closing]);
    expect(await sessions.closingSessions(8)).toEqual([]);
  });
});

function intentAt(at: number): () => CancelIntent {
  return () => ({ by: 'sluice', reason: 'timeout', requestId: 'idle', at });
}
