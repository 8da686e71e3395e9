import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RowsAt } from '../../src/core/job/ending.ts';
import type { Job } from '../../src/core/job/job.ts';
import type { JobEvent } from '../../src/core/job/transition.ts';
import type { Queue } from '../../src/core/ports/queue-store.ts';
import { type FreshState, openFreshState } from './fresh-state.ts';
import {
  aliceWantsOut,
  cancelWanted,
  commitMove,
  createQueue,
  submitJob,
  submittedAt,
} from './sample-job.ts';
import {
  commitSessionMove,
  contextGone,
  contextOf,
  openSession,
  submitStatements,
} from './sample-session.ts';
import { storeDrivers, writtenAt } from './store-drivers.ts';

const endedAt = submittedAt + 10_000;
const all = Number.MAX_SAFE_INTEGER;

describe.each(storeDrivers)('the retention store on $name', (driver) => {
  let state: FreshState;
  let queue: Queue;
  let token: number;
  beforeEach(async () => {
    state = await openFreshState(driver);
    queue = await createQueue(state.stores);
    const lease = await state.stores.leases.acquire('test', 0, 1);
    token = lease === 'taken' ? 0 : lease.token;
  });
  afterEach(() => state[Symbol.asyncDispose]());

  /** A job that ended with rows that lie there. */
  async function succeeded(rows: RowsAt, at = endedAt, key: string | null = null): Promise<Job> {
    const { jobs } = state.stores;
    const queued = await submitJob(state.stores, queue, { key });
    const claimed = await commitMove(jobs, queued, { kind: 'claimed', leaseToken: token });
    const result = { columns: [], rowCount: 1, affectedRows: null, rows };
    const end: JobEvent = { kind: 'end_observed', observed: { kind: 'succeeded', result } };
    const running = await commitMove(jobs, claimed, { kind: 'operation_started', ref: 'r' });
    return commitMove(jobs, running, end, at);
  }

  async function rowsOf({ id }: Job): Promise<RowsAt | null> {
    const found = await state.stores.jobs.find('project-a', id);
    if (found?.state.status !== 'ended' || found.state.ending.how !== 'succeeded') return null;
    return found.state.ending.result.rows;
  }

  const inline: RowsAt = { at: 'inline', lines: ['[1]'] };
  const kept: RowsAt = { at: 'engine', bytes: 9 };

  it('takes ended sessions away in slices, with what happened to them, and leaves their statements', async () => {
    const { sessions, retention, jobs, counts } = state.stores;
    const made = [];
    for (let n = 0; n < 3; n++) made.push(await openSession(state.stores, queue));
    const [first, second, live] = made;
    if (!first || !second || !live) throw new Error('three were made');
    const [statement] = await submitStatements(state.stores, queue, first, 1);
    for (const session of [first, second]) {
      const released = [{ held: contextOf(session), isGone: true, read: '', at: 1 }];
      await commitSessionMove(sessions, session, contextGone, { released });
    }
    expect(await retention.deleteSessions(token - 1, all, 10)).toBe(0);
    expect(await retention.deleteSessions(token, submittedAt - 1, 10)).toBe(0);
    expect(await retention.deleteSessions(token, submittedAt, 1)).toBe(1);
    expect(await sessions.find('project-a', first.id)).toBeNull();
    expect(await sessions.eventsOf(first.id)).toEqual([]);
    expect(await jobs.find('project-a', statement?.id ?? '')).not.toBeNull();
    expect(await retention.deleteSessions(token, all, 10)).toBe(1);
    expect(await sessions.find('project-a', live.id)).toEqual(live);
    expect(await counts.countSessions()).toEqual([
      { queueName: queue.name, sessions: { waiting: 0, starting: 0, open: 1, closing: 0 } },
    ]);
  });

  it('expires results whose time is over, and keeps their jobs', async () => {
    const { retention } = state.stores;
    const [early, late, ddl] = [
      await succeeded(inline, endedAt),
      await succeeded(inline, endedAt + 2),
      await succeeded({ at: 'none' }, endedAt),
    ];
    expect(await retention.expireResults(token, endedAt + 1, 10)).toBe(1);
    expect(await rowsOf(early)).toEqual({ at: 'expired' });
    expect(await rowsOf(late)).toEqual(inline);
    expect(await rowsOf(ddl)).toEqual({ at: 'none' });
    expect((await state.rows())['results']?.[0]?.['inline_lines']).toBeNull();
  });

  it('remembers the rows that an engine has until they are taken away', async () => {
    const { retention } = state.stores;
    const job = await succeeded(kept);
    await retention.expireResults(token, all, 10);
    expect(await rowsOf(job)).toEqual({ at: 'expired' });
    const { projectId, engine } = job.request;
    expect(await retention.resultsToRemove('', 10)).toEqual([{ jobId: job.id, projectId, engine }]);
    expect(await retention.resultsToRemove(job.id, 10)).toEqual([]);
    await retention.deleteJobs(token, { before: all, now: all }, null, 10);
    expect(await rowsOf(job)).toEqual({ at: 'expired' });

    await retention.noteRemoved(token, [job.id]);
    expect(await retention.resultsToRemove('', 10)).toEqual([]);
    await retention.deleteJobs(token, { before: all, now: all }, null, 10);
    expect(await rowsOf(job)).toBeNull();
  });

  it('takes a job away with all that belongs to it, and nothing that lives', async () => {
    const { retention, jobs } = state.stores;
    const waiting = await submitJob(state.stores, queue, { tags: [{ key: 'a', value: 'b' }] });
    const live = await submitJob(state.stores, queue);
    await commitMove(jobs, live, { kind: 'claimed', leaseToken: token });
    const cancelled = await submitJob(state.stores, queue, { tags: [{ key: 'a', value: 'b' }] });
    await commitMove(jobs, cancelled, cancelWanted, endedAt);
    await succeeded(inline);
    await retention.deleteJobs(token, { before: all, now: all }, null, 10);

    const rows = await state.rows();
    expect(rows['jobs']?.map(({ id }) => id)).toEqual([waiting.id, live.id]);
    expect(rows['job_tags']).toHaveLength(1);
    expect(rows['cancel_intents']).toEqual([]);
    expect(rows['results']).toEqual([]);
  });

  it('keeps a job whose key still counts, and goes past it (I12)', async () => {
    const { retention, jobs } = state.stores;
    const keyed = await succeeded(inline, endedAt, 'k');
    const other = await succeeded(inline, endedAt + 1);
    const times = { before: all, now: submittedAt };
    const place = await retention.deleteJobs(token, times, null, 1);
    expect(place).toMatchObject({ endedAt });
    await retention.deleteJobs(token, times, place, 1);
    expect(await rowsOf(other)).toBeNull();
    expect((await jobs.findByKey('project-a', 'k'))?.id).toBe(keyed.id);

    await retention.deleteJobs(token, { before: all, now: all }, null, 10);
    expect(await jobs.findByKey('project-a', 'k')).toBeNull();
  });

  it('goes through many jobs a slice at a time', async () => {
    const { retention } = state.stores;
    for (let index = 0; index < 7; index++) await succeeded({ at: 'none' }, endedAt + (index % 2));
    let place = null;
    let slices = 0;
    do {
      place = await retention.deleteJobs(token, { before: all, now: all }, place, 2);
      slices++;
    } while (place);
    expect(slices).toBe(4);
    expect((await state.rows())['jobs']).toEqual([]);
  });

  it('takes events away by age, and passes over those of a wrong clock', async () => {
    const { retention } = state.stores;
    for (let index = 0; index < 5; index++) await submitJob(state.stores, queue);
    const late = { before: writtenAt - 1, now: writtenAt };
    expect(await retention.deleteEvents(token, late, { after: 0, limit: 2 })).toBeNull();
    expect((await state.rows())['events']).toHaveLength(5);

    // Dated ahead: they are not over, and whatever came after them is looked at all the same.
    const ahead = { before: 0, now: writtenAt - 1 };
    const place = await retention.deleteEvents(token, ahead, { after: 0, limit: 2 });
    expect(place).toBe(2);

    const over = { before: writtenAt, now: writtenAt };
    const next = await retention.deleteEvents(token, over, { after: 0, limit: 3 });
    await retention.deleteEvents(token, over, { after: next ?? 0, limit: 3 });
    expect((await state.rows())['events']).toEqual([]);
    // A number is never given twice.
    await submitJob(state.stores, queue);
    expect((await state.rows())['events']?.[0]?.['seq']).toBe(6);
  });

  it('takes records of the audit away by age, and passes over those of a wrong clock', async () => {
    const { retention, audit } = state.stores;
    const credential = { kind: 'api_key', id: 'k' } as const;
    const actor = { projectId: 'project-a', userName: 'alice', role: 'admin', credential } as const;
    const origin = { remoteAddress: '::1', requestId: 'r', userAgent: null };
    for (const at of [endedAt + 9, endedAt + 9, endedAt, endedAt + 2]) {
      await audit.begin({ at, actor, action: 'submit_job', origin }).written;
    }
    const times = { before: endedAt + 1, now: endedAt + 2 };
    expect(await retention.deleteAudit(token, times, { after: 0, limit: 2 })).toBe(2);
    expect(await retention.deleteAudit(token, times, { after: 2, limit: 2 })).toBeNull();
    const left = (await state.rows())['audit']?.map((row) => row['at']);
    expect(left).toEqual([endedAt + 9, endedAt + 9, endedAt + 2]);
  });

  it('takes away keys, tombstones and tokens that have run out', async () => {
    const { retention, jobs, identities } = state.stores;
    await succeeded(inline, endedAt, 'k');
    const tombstone = { projectId: 'project-a', key: 't', intent: aliceWantsOut, expiresAt: 5 };
    await jobs.entomb(tombstone);
    await jobs.entomb({ ...tombstone, key: 'u', expiresAt: all });
    const principal = {
      userId: 'u',
      userName: 'maria',
      domainId: 'd',
      domainName: 'sluice',
      projectId: 'p',
      projectName: 'default',
      role: 'admin',
    } as const;
    const secrets = { passwordHash: 'h', accessKey: 'a', sealedSecret: 's', apiKeyHash: 'k' };
    await identities.enrol({ principal, ...secrets });
    await identities.saveToken({ hash: 'over', principal, issuedAt: 0, expiresAt: 5 });
    await identities.saveToken({ hash: 'good', principal, issuedAt: 0, expiresAt: 50 });

    expect(await retention.deleteRunOut(token, 5, 10)).toBe(2);
    expect(await retention.deleteRunOut(token, 5, 10)).toBe(0);
    const rows = await state.rows();
    expect(rows['keys']).toHaveLength(1);
    expect(rows['tombstones']?.map(({ key }) => key)).toEqual(['u']);
    expect(rows['tokens']?.map(({ hash }) => hash)).toEqual(['good']);
  });

  it('says what a job may still need', async () => {
    const { retention } = state.stores;
    const waiting = await submitJob(state.stores, queue);
    const [file, lines] = [await succeeded(kept), await succeeded(inline)];
    const needs = await retention.needsOf([waiting.id, file.id, lines.id, 'unknown']);
    expect(needs).toEqual(
      new Map([
        [waiting.id, 'all'],
        [file.id, 'result'],
      ]),
    );
  });

  it('takes nothing away for a gateway whose lease was followed by a newer one (I7)', async () => {
    const { retention, leases } = state.stores;
    const job = await succeeded(inline, endedAt, 'k');
    await leases.acquire('test', 10, 1);
    await retention.expireResults(token, all, 10);
    await retention.deleteJobs(token, { before: all, now: all }, null, 10);
    await retention.deleteEvents(token, { before: all, now: all }, { after: 0, limit: 10 });
    await retention.deleteRunOut(token, all, 10);
    expect(await rowsOf(job)).toEqual(inline);
    const rows = await state.rows();
    expect([rows['events']?.length, rows['keys']?.length]).toEqual([4, 1]);
  });
});
