import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { describe, expect, it } from 'vitest';
import { neverBegan } from '../../src/core/job/receipt-of.ts';
import type { JobPage, JobStore } from '../../src/core/ports/job-store.ts';
import type { Queue } from '../../src/core/ports/queue-store.ts';
import type { RetentionStore } from '../../src/core/ports/retention-store.ts';
import type { Database } from '../../src/stores/database.ts';
import type { AuditLog } from '../../src/core/ports/audit-log.ts';
import { createAuditLog } from '../../src/stores/audit-log.ts';
import type { EventFeed } from '../../src/core/ports/event-feed.ts';
import type { JobCounts } from '../../src/core/ports/job-counts.ts';
import { createEventFeed } from '../../src/stores/event-feed.ts';
import { createJobCounts } from '../../src/stores/job-counts.ts';
import { createJobStore } from '../../src/stores/job-store.ts';
import { nextEndOfTransaction, nextInShare } from '../../src/stores/jobs/claim.ts';
import { JobOpenings } from '../../src/stores/jobs/job-openings.ts';
import { containsIgnoringCase } from '../../src/stores/sqlite/contains-ignoring-case.ts';
import { nextShare } from '../../src/stores/jobs/queue-share.ts';
import type { ClientLeaseStore } from '../../src/core/ports/client-lease-store.ts';
import type { QuotaStore } from '../../src/core/ports/quota-store.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { createSessionStore } from '../../src/stores/session-store.ts';
import { createRetentionStore } from '../../src/stores/retention-store.ts';
import { createClientLeaseStore } from '../../src/stores/client-lease-store.ts';
import { createQuotaStore } from '../../src/stores/quota-store.ts';
import type { Tables } from '../../src/stores/tables.ts';
import { openFreshState } from './fresh-state.ts';
import {
  claimNext,
  aliceWantsOut,
  cancelWanted,
  commitMove,
  createQueue,
  endSucceeded,
  moved,
  queuedJob,
} from './sample-job.ts';
import { commitSessionMove, contextGone, waitingSession } from './sample-session.ts';
import { storeDrivers, writtenAt } from './store-drivers.ts';

interface World extends AsyncDisposable {
  readonly jobs: JobStore;
  readonly sessions: SessionStore;
  readonly retention: RetentionStore;
  readonly audit: AuditLog;
  readonly events: EventFeed;
  readonly counts: JobCounts;
  readonly queue: Queue;
  readonly database: Kysely<Tables>;
  /** Every text that the database was sent. */
  readonly texts: ReadonlySet<string>;
  /** SQLite's plan of a text, one line a step. */
  planOf(text: string): readonly string[];
  readonly clientLeases: ClientLeaseStore;
  readonly quotas: QuotaStore;
}

async function openWorld(): Promise<World> {
  const driver = storeDrivers.find(({ name }) => name === 'sqlite');
  if (!driver) throw new Error('no driver is named sqlite');
  const state = await openFreshState(driver);
  const queue = await createQueue(state.stores);
  const connection = new BetterSqlite3(join(state.place, 'state.db'));
  const texts = new Set<string>();
  const reader = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: connection }),
    log: ({ query }) => {
      texts.add(query.sql);
    },
  });
  const write: Database['write'] = (work) => reader.transaction().execute(work);
  const database: Database = {
    reader,
    searcher: reader,
    contains: containsIgnoringCase,
    write,
    writeAhead: async (work) => ({ answer: await write(work), onDisk: Promise.resolve() }),
    writeInBulk: async (work) => ({ answer: await write(work), tookMs: 0 }),
    beforeCommit: () => {},
  };
  const openings = new JobOpenings(database);
  return {
    clientLeases: createClientLeaseStore(database),
    quotas: createQuotaStore(database),
    sessions: createSessionStore(database, { now: () => writtenAt }, 1_000, openings),
    jobs: createJobStore(database, { now: () => writtenAt }, 1_000, openings),
    retention: createRetentionStore(database),
    audit: createAuditLog(database),
    events: createEventFeed(database),
    counts: createJobCounts(database),
    queue,
    database: reader,
    texts,
    planOf: (text) => {
      const steps = connection.prepare<unknown[], { detail: string }>(`explain query plan ${text}`);
      const unknowns = Array.from(text.matchAll(/\?/g), () => null);
      return steps.all(...unknowns).map(({ detail }) => detail);
    },
    [Symbol.asyncDispose]: async () => {
      connection.close();
      await state[Symbol.asyncDispose]();
    },
  };
}

/** Every question and every move of a job store, once. */
async function askEverything({
  jobs,
  retention,
  audit,
  events,
  counts,
  queue,
}: World): Promise<void> {
  const tags = [{ key: 'team', value: 'bi' }];
  const intent = aliceWantsOut;
  const tombstone = { projectId: 'project-a', key: 't', intent, expiresAt: writtenAt };
  await jobs.entomb(tombstone);
  for (const key of ['t', 'k', 'k', null]) await jobs.submit(queuedJob(queue, { key, tags }));
  const first: JobPage = { offset: 0, limit: 1, order: 'submitted_desc' };
  await jobs.list('project-a', {}, first);
  await jobs.list('project-a', {}, { ...first, order: 'duration_desc' });

  const held = { kind: 'path', path: '/x' } as const;
  const claimed = await claimNext(jobs, 1, writtenAt, () => [held]);
  if (!claimed) throw new Error('nothing was claimed');
  const cancelling = moved(claimed, cancelWanted);
  await jobs.commit({ before: claimed, after: cancelling, fence: 1 });
  const released = [{ held, isGone: true, read: 'nothing', at: writtenAt }];
  const receipt = neverBegan(claimed.id, intent);
  const after = moved(cancelling, endSucceeded);
  await jobs.commit({ before: cancelling, after, fence: 1, receipt, released });

  const all = await jobs.liveMatching('project-a', { queueName: 'default', tags });
  const waiting = all.waiting.map(({ id }) => id);
  await jobs.cancelWaiting('project-a', waiting, intent);
  await jobs.findMany('project-a', waiting);
  const restart = { ...queuedJob(queue, { kind: 'maintenance' }), id: 'restart' };
  await jobs.submitRestart(restart, queue.id, true);
  await jobs.liveMatching('project-a', { queueName: 'default', beforeJob: 'restart' });
  await jobs.liveMatching('project-a', { queueName: 'default', sessionId: 'a-session' });
  await jobs.commit({
    before: restart,
    after: { ...moved(restart, { kind: 'claimed', leaseToken: 1 }) },
    fence: null,
  });
  const done = moved(moved(restart, { kind: 'claimed', leaseToken: 1 }), endSucceeded);
  await jobs.commit({
    before: moved(restart, { kind: 'claimed', leaseToken: 1 }),
    after: done,
    fence: 1,
  });

  await counts.count();
  await counts.countSessions();
  const actor = {
    projectId: 'project-a',
    userName: 'alice',
    role: 'admin',
    credential: { kind: 'token', id: 'x' },
  } as const;
  const origin = { remoteAddress: '127.0.0.1', requestId: 'r', userAgent: null };
  const deed = audit.begin({ at: writtenAt, actor, action: 'submit_job', origin });
  await deed.settle({ outcome: 'done', target: after.id });
  const entries = { before: 9, limit: 10 };
  await audit.list({ projectId: 'project-a' }, entries);
  await audit.list({ projectId: 'project-a', userName: 'alice', since: 0 }, entries);
  await audit.list({ projectId: 'project-a', action: 'submit_job' }, entries);
  await events.extent();
  await events.read({ projectId: 'project-a', jobId: null }, 1, 10);
  await events.read({ projectId: 'project-a', jobId: after.id }, 1, 10);
  await jobs.find('project-a', after.id);
  await jobs.findByKey('project-a', 'k');
  await jobs.liveJobs();
  await jobs.cancellingJobs(1);
  await jobs.overdueJobs(writtenAt, 10);
  await jobs.ledgerOf(after.id);
  await jobs.refreshHolding(after);
  await jobs.receiptOf(after.id);
  const page: JobPage = { offset: 0, limit: 10, order: 'submitted_desc' };
  await jobs.list('project-a', {}, page);
  await jobs.list('project-a', { tags, sqlContains: 'x' }, { ...page, order: 'duration_desc' });
  for (const sqlContains of ['x', 'select']) {
    for (const filter of [
      { sqlContains },
      { sqlContains, tags, owner: 'alice', submittedAfter: 0 },
    ]) {
      await jobs.list('project-a', filter, page);
    }
  }
  await jobs.list('project-a', { tags }, page);
  await jobs.list('project-a', { tags, statuses: ['failed'], owner: 'a' }, page);
  const nightly = { key: 'run', value: 'nightly' };
  await jobs.list('project-a', { tags: [...tags, nightly], owner: 'a' }, page);
  await jobs.list('project-a', { tags }, { ...page, order: 'duration_desc' });
  for (const order of ['submitted_desc', 'duration_desc'] as const) {
    await jobs.list('project-a', {}, { ...page, order });
    for (const filter of [
      { owner: 'alice' },
      { queueName: 'default' },
      { queueName: 'default', owner: 'alice', engine: 'scripted' },
      { within: { owner: 'alice', queueIds: [queue.id] } },
      { within: { owner: 'alice', queueIds: [queue.id] }, submittedAfter: 0 },
      { database: 'samples' },
      { statementClasses: ['query'] },
      { engine: 'scripted' },
      { statuses: ['cancelled'] },
    ] as const) {
      await jobs.list('project-a', filter, { ...page, order });
    }
  }
  await jobs.list('project-a', { statuses: ['queued'] }, page);
  await askOfBatches(jobs, queue, after.id);
  await sweepEverything(retention, [after.id]);
  await jobs.list('project-a', { queueName: 'default', submittedAfter: 0 }, page);
}

async function askOfBatches(jobs: JobStore, queue: Queue, jobId: string): Promise<void> {
  const page = { offset: 1, limit: 10 };
  await jobs.listBatches('project-a', null, page);
  await jobs.listBatches('project-a', { owner: 'alice', queueIds: [queue.id] }, page);
  await jobs.findBatch('project-a', 1);
  await jobs.noteBatchDeleted(jobId);
}

async function sweepEverything(retention: RetentionStore, jobIds: readonly string[]) {
  const times = { before: 0, now: 0 };
  await retention.expireResults(1, 0, 10);
  await retention.resultsToRemove('', 10);
  await retention.noteRemoved(1, jobIds);
  await retention.deleteJobs(1, { before: writtenAt, now: writtenAt }, null, 1);
  await retention.deleteJobs(1, times, { endedAt: 0, seq: 0 }, 10);
  await retention.deleteEvents(1, { before: writtenAt, now: writtenAt }, { after: 0, limit: 1 });
  await retention.deleteAudit(1, times, { after: 0, limit: 1 });
  await retention.deleteSessions(1, 0, 10);
  await retention.deleteRunOut(1, writtenAt * 2, 10);
  await retention.needsOf(jobIds);
}

/** The only one with the signs of a column. */
function indexMeantBy(text: string): string {
  if (text.includes('"ended_at" is null')) return 'jobs_open';
  const [, column] =
    /"(status|queue_name|owner|database|statement_class)" (?:=|in) /.exec(text) ?? [];
  if (column === 'queue_name') return 'jobs_by_queue';
  if (column !== undefined) return `jobs_by_${column}`;
  return text.includes('"seq" > 0') ? 'jobs_by_project' : 'jobs_by_duration';
}

/** Every question and every move of a session store, and of what counts its sessions, once. */
async function askOfSessions({
  jobs,
  sessions,
  clientLeases,
  quotas,
  queue,
}: World): Promise<void> {
  const wish = waitingSession(queue, { key: 'k', name: 'n', idleTimeoutMs: 1, waitTimeoutMs: 1 });
  const limits = { mostSessions: 9, isNameUnique: true };
  const lease = { lengthMs: 1_000, until: writtenAt };
  const created = await sessions.create(wish, limits, lease);
  if (created.kind !== 'created') throw new Error(created.kind);
  await sessions.overdueSessions(writtenAt);
  await sessions.shiftSessionLimits(1, await sessions.sessionLimits());
  const [placed] = await sessions.place(2, 1, writtenAt, () => []);
  if (!placed) throw new Error('no session was given a place');
  const opened = await commitSessionMove(sessions, placed, { kind: 'context_opened' });
  const statements = Array.from({ length: 3 }, () => queuedJob(queue, { kind: 'statement' }));
  await sessions.submitStatements(opened.id, statements, {
    full: null,
    mostWaiting: 10,
    mostEver: 10,
  });
  const claimed = await claimNext(jobs, 1, writtenAt, () => []);
  if (!claimed) throw new Error('nothing was claimed');
  await commitMove(jobs, await commitMove(jobs, claimed, cancelWanted), {
    kind: 'end_observed',
    observed: { kind: 'stopped' },
  });
  const page = { offset: 0, limit: 10, order: 'number_asc' } as const;
  for (const filter of [
    {},
    { number: 1 },
    { script: claimed.id },
    { statuses: ['queued'] },
  ] as const) {
    await sessions.listStatements(opened.id, filter, page);
  }
  await sessions.listStatements(opened.id, {}, { ...page, behind: 1 });
  await sessions.listAllStatements('project-a', {}, page);
  await sessions.listAllStatements('project-a', {}, { ...page, behind: 1 });
  await sessions.listAllStatements('project-a', { sessionId: opened.id }, page);
  await sessions.liveStatements(opened.id);
  await sessions.statementsEndedSince(opened.id, writtenAt);
  await sessions.busyAmong([opened.id]);
  await quotas.useOf('project-a');
  await quotas.limitsOf('project-a');
  await clientLeases.renew(opened.id, writtenAt);
  await clientLeases.lengthsOf([opened.id]);
  await clientLeases.runOut(writtenAt, 10);
  await clientLeases.forget([opened.id]);
  await sessions.touch(new Map([[opened.id, 1]]));
  await sessions.closeIdle(1, writtenAt * 2, () => aliceWantsOut);
  await sessions.placedSessions();
  await sessions.closingSessions(1);
  const closing = await sessions.find('project-a', opened.id);
  if (!closing) throw new Error('the session is not there');
  await commitSessionMove(sessions, closing, contextGone, { fence: 1 });
  await sessions.findByNumber('project-a', closing.number);
  await sessions.ledgerOf(closing.id);
  await sessions.receiptOf(closing.id);
  await sessions.eventsOf(closing.id);
  await sessions.noteDeleted(closing.id);
  for (const filter of [
    {},
    { sessionId: closing.id },
    { statuses: ['open', 'closed'] },
    { queueName: 'default', within: { owner: 'alice', queueIds: [queue.id] } },
  ] as const) {
    const newest = { offset: 0, limit: 10, order: 'created_desc' } as const;
    await sessions.list('project-a', filter, newest);
    await sessions.list('project-a', filter, { ...newest, behind: 1 });
  }
}

describe('the plans of client leases', () => {
  it('find what has run out by its time, and one by its id', async () => {
    await using world = await openWorld();
    await askOfSessions(world);
    const asked = [...world.texts].filter((text) =>
      /from "client_leases"|update "client_/.test(text),
    );
    const plans = asked.map((text) => world.planOf(text).join('\n'));
    expect(plans.length).toBeGreaterThan(3);
    for (const plan of plans) {
      expect(plan).toMatch(/client_leases USING INDEX (client_leases_until|sqlite_autoindex)/);
      expect(plan).not.toContain('TEMP B-TREE');
    }
  });
});

describe('the plans of the SQLite session store', () => {
  it('never read a whole table, nor every statement that a session has had', async () => {
    await using world = await openWorld();
    await askOfSessions(world);
    const asked = [...world.texts].filter((text) => /^(select|insert|update|delete)\b/.test(text));
    const plans = asked.map((text) => ({ text, plan: world.planOf(text).join('\n') }));
    // Those that are live or have a place are few, and so are queues.
    const few =
      /^SCAN (queue|queues USING .*queues_by_name|feed|share USING INDEX queue_shares_next|jobs USING (COVERING )?INDEX jobs_live|sessions USING INDEX sessions_(placed|live)|\d-ROW VALUES CLAUSE|\d CONSTANT ROWS)$/;
    const scans = plans.flatMap(({ text, plan }) =>
      plan
        .split('\n')
        .flatMap((step) => (step.startsWith('SCAN') && !few.test(step) ? [{ step, text }] : [])),
    );
    expect(scans).toEqual([]);

    const ofLive = plans.filter(
      ({ text }) => text.includes('"session_id"') && text.includes('"ended_at" is null'),
    );
    expect(ofLive.length).toBeGreaterThan(4);
    expect(ofLive.filter(({ plan }) => !plan.includes('jobs_live_of_session'))).toEqual([]);
    for (const { plan } of ofLive) expect(plan).not.toContain('TEMP B-TREE');
  });

  it('find the place behind which a page begins at once, in its order', async () => {
    await using world = await openWorld();
    await askOfSessions(world);
    const places = {
      '"seq" < ? order by "seq"': /SEARCH sessions USING INDEX sessions_by_project .*seq<\?/,
      '"jobs"."seq" < ? order by': /SEARCH jobs USING (COVERING )?INDEX jobs_in_sessions .*seq<\?/,
      '"statement_number" > ? order by':
        /SEARCH jobs USING (COVERING )?INDEX jobs_of_session .*statement_number>\?/,
    };
    for (const [place, step] of Object.entries(places)) {
      const pages = [...world.texts].filter(
        (text) => text.includes(place) && !text.includes('"id" = ?'),
      );
      expect(pages).not.toEqual([]);
      const plans = pages.map((text) => ({ text, plan: world.planOf(text) }));
      // A list of statements reads its page by its numbers and sorts it once more: that comes after.
      const others = plans.filter(({ plan }) => {
        const own = plan.findIndex((line) => step.test(line));
        return own < 0 || plan.slice(0, own).some((line) => line.includes('TEMP B-TREE'));
      });
      expect(others).toEqual([]);
    }
  });

  it('find the next that gets a place by one look into each index', async () => {
    await using world = await openWorld();
    await askOfSessions(world);
    const places = [...world.texts].filter((text) => text.includes('"session_places" >'));
    expect(places).toHaveLength(1);
    const plan = world.planOf(places[0] ?? '').join('\n');
    expect(plan).toMatch(/SEARCH first USING COVERING INDEX sessions_waiting \(queue_id=\?\)/);
    expect(plan).toMatch(/SEARCH other USING (COVERING )?INDEX sessions_placed \(queue_id=\?\)/);
    expect(plan).not.toContain('SCAN sessions');
  });
});

describe('the plans of the SQLite job store', () => {
  it('never read a whole table, whatever is asked', async () => {
    await using world = await openWorld();
    await askEverything(world);

    const plans = [...world.texts]
      .filter((text) => /^(select|insert|update|delete|with)\b/.test(text))
      .flatMap((text) => world.planOf(text).map((step) => ({ step, text })));
    expect(plans.length).toBeGreaterThan(40);
    // What is scanned there was found by a step before.
    const united = /^SCAN (part|jobs)$/;
    const scans = plans.filter(
      ({ step, text }) =>
        step.startsWith('SCAN') && !(text.includes(' union ') && united.test(step)),
    );
    // There are few queues; these indexes hold live jobs and sessions, and shares with something waiting, only. The
    // texts are looked up by a number or by letters; `some` has a limit.
    const few =
      /^SCAN (queue|queues USING .*queues_by_name|feed|epochs|share USING INDEX queue_shares_next|sessions USING INDEX sessions_(waiting|placed)|jobs USING (COVERING )?INDEX jobs_live|job_texts VIRTUAL TABLE INDEX 0:(=|M2)|some)$/;
    expect(scans.filter(({ step }) => !few.test(step))).toEqual([]);
    expect(scans.length).toBeGreaterThan(0);
  });

  it('count batches that are not deleted, and find a page of them, from their index alone', async () => {
    await using world = await openWorld();
    await askOfBatches(world.jobs, world.queue, 'a-batch');
    const asked = [...world.texts].filter((text) => text.includes('"deleted_at" is null'));
    const plans = asked.map((text) => world.planOf(text).join('\n'));
    const ofList = plans.filter((plan) => plan.includes('COVERING INDEX jobs_batches'));
    expect(ofList).toHaveLength(4);
    // Of a page the few that it has are put in order once more.
    expect(ofList.filter((plan) => /TEMP B-TREE[^]*jobs_batches/.test(plan))).toEqual([]);
  });

  it('find the next job by one look into each index, unsorted by SQLite', async () => {
    await using world = await openWorld();
    const share = world.planOf(nextShare(world.database).compile().sql).join('\n');
    expect(share).not.toContain('SCAN share');
    expect(share).toMatch(/SEARCH first USING (COVERING )?INDEX queue_shares_next \(queue_id=\?\)/);
    expect(share).toMatch(/SEARCH jobs USING (COVERING )?INDEX jobs_live \(queue_id=\?/);

    const anyShare = { queue_id: 'queue', project_id: 'project' };
    const job = world.planOf(nextInShare(world.database, anyShare).compile().sql);
    expect(job[0]).toBe('SEARCH jobs USING INDEX jobs_waiting (queue_id=? AND project_id=?)');
    expect(job.join('\n')).not.toContain('TEMP B-TREE');

    const end = world.planOf(nextEndOfTransaction(world.database).compile().sql);
    expect(end[0]).toBe('SEARCH jobs USING INDEX jobs_ends_of_transactions (ends_transaction=?)');
    expect(end.join('\n')).not.toContain('TEMP B-TREE');
  });

  it('find the place in the feed at once, in its order', async () => {
    await using world = await openWorld();
    await askEverything(world);
    const reads = [...world.texts].filter((text) => text.includes('from "events" left join'));
    const plans = reads.map((text) => world.planOf(text).join('\n'));
    expect(plans).toEqual([
      expect.stringMatching(/^SEARCH events USING INDEX events_by_project .*seq>\?/),
      expect.stringMatching(/^SEARCH events USING INDEX events_by_job .*seq>\?/),
    ]);
    for (const plan of plans) expect(plan).not.toContain('TEMP B-TREE');
  });

  it('read the audit from the index that fits, the newest first', async () => {
    await using world = await openWorld();
    await askEverything(world);
    const lists = [...world.texts].filter((text) => text.startsWith('select * from "audit"'));
    const plans = lists.map((text) => world.planOf(text).join('\n'));
    expect(plans).toEqual([
      expect.stringMatching(/USING INDEX audit_by_project .*seq<\?/),
      expect.stringMatching(/USING INDEX audit_by_user .*seq<\?/),
      expect.stringMatching(/USING INDEX audit_by_action .*seq<\?/),
    ]);
    for (const plan of plans) expect(plan).not.toContain('TEMP B-TREE');
  });

  it('read all that a list by tags asks for from the tags, and of jobs those that have not ended', async () => {
    await using world = await openWorld();
    await askEverything(world);
    const lists = [...world.texts].filter((text) => /^select .{1,40} from "job_tags"/.test(text));
    expect(lists.length).toBeGreaterThan(5);
    for (const plan of lists.map((text) => world.planOf(text))) {
      expect(plan[0]).toMatch(/^SEARCH job_tags USING PRIMARY KEY .*value=\? AND submitted_at>\?/);
      const others = plan.slice(1).filter((step) => step.startsWith('SEARCH'));
      const looked =
        /^SEARCH (jobs (EXISTS )?USING INTEGER PRIMARY KEY|other (EXISTS )?USING PRIMARY KEY .*submitted_at=\? AND seq=\?)/;
      expect(others.filter((step) => !looked.test(step))).toEqual([]);
    }
    const inOrder = lists.filter((text) => text.includes('order by job_tags.submitted_at'));
    expect(inOrder.length).toBeGreaterThan(1);
    for (const text of inOrder) expect(world.planOf(text).join('\n')).not.toContain('TEMP B-TREE');
  });

  it('find the jobs of a scope by the index of each of its parts', async () => {
    await using world = await openWorld();
    await askEverything(world);
    const scopes = [...world.texts].filter((text) => text.includes('(select name from queues'));
    const pages = scopes.filter((text) => text.includes(' union '));
    expect(pages.length).toBeGreaterThan(1);
    for (const plan of pages.map((text) => world.planOf(text).join('\n'))) {
      expect(plan).toMatch(
        /SEARCH jobs USING (COVERING )?INDEX jobs_by_owner \(project_id=\? AND owner=\?/,
      );
      expect(plan).toMatch(
        /SEARCH jobs USING INDEX jobs_by_queue \(project_id=\? AND queue_name=\?/,
      );
      expect(plan).not.toMatch(/jobs_by_project/);
    }
  });

  it('find what has a text in its index, and each job by its number', async () => {
    await using world = await openWorld();
    await askEverything(world);
    const searches = [...world.texts].filter(
      (text) => text.startsWith('select "jobs"."seq" from "jobs"') && text.includes('job_texts'),
    );
    expect(searches).toHaveLength(2);
    for (const plan of searches.map((text) => world.planOf(text).join('\n'))) {
      expect(plan).toMatch(/^SEARCH jobs USING INTEGER PRIMARY KEY \(rowid=\?\)/);
      expect(plan).toContain('SCAN job_texts VIRTUAL TABLE INDEX 0:M2');
    }
  });

  it('read lists from the index that fits the filter, in its order', async () => {
    await using world = await openWorld();
    await askEverything(world);
    const plans = [...world.texts].map((text) => ({ text, plan: world.planOf(text).join('\n') }));
    const pages = plans.filter(({ text }) => text.includes('offset'));
    const used = new Set<string>();
    const ofJobs = pages.filter(
      ({ text }) =>
        text.startsWith('select "jobs"."seq" from "jobs"') &&
        !text.includes('"deleted_at" is null'),
    );
    for (const { text, plan } of ofJobs) {
      const index = indexMeantBy(text);
      used.add(index);
      expect({ text, plan }).toEqual({
        text,
        plan: expect.stringMatching(new RegExp(`INDEX ${index} \\(project_id=\\?`)),
      });
    }
    expect([...used].toSorted()).toEqual([
      'jobs_by_database',
      'jobs_by_duration',
      'jobs_by_owner',
      'jobs_by_project',
      'jobs_by_queue',
      'jobs_by_statement_class',
      'jobs_by_status',
      'jobs_open',
    ]);
    // Totals: what has not ended is counted by the index that holds it alone, the rest is read.
    const totals = plans.filter(({ text }) => / as "jobs" from "jobs?(_counts)?"/.test(text));
    const counted =
      /INDEX (jobs_open|jobs_live|job_counts_key|sqlite_autoindex_job_counts_1|jobs_by_\w+|job_tags_\w+)/;
    expect(totals.length).toBeGreaterThan(3);
    expect(totals.filter(({ plan }) => !counted.test(plan))).toEqual([]);
  });
});
