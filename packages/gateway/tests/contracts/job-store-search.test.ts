import { join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import type { JobFilter, JobPage, JobStore } from '../../src/core/ports/job-store.ts';
import type { Database } from '../../src/stores/database.ts';
import { createJobStore } from '../../src/stores/job-store.ts';
import { JobOpenings } from '../../src/stores/jobs/job-openings.ts';
import { countUnindexed, indexTexts } from '../../src/stores/jobs/text-index.ts';
import { createRetentionStore } from '../../src/stores/retention-store.ts';
import { openSqliteDatabase } from '../../src/stores/sqlite/sqlite-database.ts';
import { openFreshState } from './fresh-state.ts';
import { cancelWanted, commitMove, createQueue, queuedJob, submittedAt } from './sample-job.ts';
import { storeDrivers, writtenAt } from './store-drivers.ts';

const page: JobPage = { offset: 0, limit: 100, order: 'submitted_asc' };

/** A store whose index of texts the test fills when it wants. */
async function openWorld() {
  await using resources = new AsyncDisposableStack();
  const driver = storeDrivers.find(({ name }) => name === 'sqlite');
  if (!driver) throw new Error('no driver is named sqlite');
  const state = resources.use(await openFreshState(driver));
  const queue = await createQueue(state.stores);
  await state.stores.close();
  const database = resources.use(await openSqliteDatabase(join(state.place, 'state.db')));
  const openJobs = () =>
    createJobStore(database, { now: () => writtenAt }, 1_000, new JobOpenings(database));
  const jobs = openJobs();
  const submit = async (text: string, projectId = 'project-a', at = submittedAt) => {
    const job = queuedJob(queue, { sql: text, projectId }, { submittedAt: at });
    await jobs.submit(job);
    return job;
  };
  const open = resources.move();
  return { jobs, openJobs, database, submit, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

async function indexAll(database: Database): Promise<void> {
  while ((await countUnindexed(database.reader, 1)) > 0) await database.writeInBulk(indexTexts);
}

async function textsWith(jobs: JobStore, part: string): Promise<readonly string[]> {
  const found = await jobs.list('project-a', { sqlContains: part }, page);
  expect(found.total).toBe(found.jobs.length);
  return found.jobs.map(({ request }) => request.sql);
}

describe('a search for a part of a text', () => {
  it('finds what JavaScript finds, in texts that are indexed and in those that are not yet', async () => {
    const letter = constantFrom(...Array.from('aAbBkK%_\\"ß\u212a\u0130ıΣςσé件数😀 *:'));
    const text = string({ unit: letter, minLength: 1, maxLength: 10 });
    const texts = array(text, { maxLength: 8 });
    const part = string({ unit: letter, minLength: 1, maxLength: 5 });
    await assert(
      asyncProperty(texts, texts, array(part, { maxLength: 5 }), async (indexed, later, parts) => {
        await using world = await openWorld();
        const all = [...indexed, ...later];
        for (const each of indexed) await world.submit(each);
        await indexAll(world.database);
        for (const each of later) await world.submit(each);
        const some = all.flatMap((each) => [each, Array.from(each).slice(1, 4).join('')]);
        for (const wanted of [...parts, ...some.filter((each) => each !== '')]) {
          const expected = all.filter((each) => each.toLowerCase().includes(wanted.toLowerCase()));
          expect(await textsWith(world.jobs, wanted)).toEqual(expected);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('looks into long texts, and not into those of another project', async () => {
    await using world = await openWorld();
    const long = `${'select 1, '.repeat(1_000)} needle`;
    await world.submit(long);
    await world.submit('a needle');
    await world.submit('none');
    await world.submit('NEEDLE of another', 'project-b');
    expect(await textsWith(world.jobs, 'NEEDLE')).toEqual([long, 'a needle']);
    await indexAll(world.database);
    expect(await countUnindexed(world.database.reader, 10)).toBe(0);
    expect(await textsWith(world.jobs, 'NEEDLE')).toEqual([long, 'a needle']);
  });

  it('finds no job that was deleted, and the index forgets it', async () => {
    await using world = await openWorld();
    const jobs = [await world.submit('a needle'), await world.submit('a needle too')];
    await indexAll(world.database);
    const [first] = jobs;
    if (!first) throw new Error('nothing was submitted');
    await commitMove(world.jobs, first, cancelWanted);
    const retention = createRetentionStore(world.database);
    const late = submittedAt * 2;
    await retention.deleteJobs(1, { before: late, now: late }, null, 10);
    expect(await textsWith(world.jobs, 'needle')).toEqual(['a needle too']);
    const rows = await world.database.reader.selectFrom('job_texts_docsize').select('id').execute();
    expect(rows).toHaveLength(1);
  });

  it('is filled by itself after many submits', async () => {
    await using world = await openWorld();
    const submits = Array.from({ length: 1_001 }, (_, index) => world.submit(`text ${index}`));
    await Promise.all(submits);
    await expect
      .poll(() => countUnindexed(world.database.reader, 2_000), { timeout: 50_000 })
      .toBeLessThan(200);
    expect(await textsWith(world.jobs, 'text 77')).toHaveLength(11);
  });

  it('is answered from what was found before as if nothing were remembered', async () => {
    await using world = await openWorld();
    const retention = createRetentionStore(world.database);
    const late = submittedAt * 2;
    const deleteOldest = () => retention.deleteJobs(1, { before: late, now: late }, null, 1);
    const end = (job: Job, at: number) => commitMove(world.jobs, job, cancelWanted, late / 2 + at);
    const filters: readonly JobFilter[] = [
      { sqlContains: 'el' },
      { sqlContains: 'el', statuses: ['cancelled'] },
      { sqlContains: 'el', owner: 'alice', submittedAfter: submittedAt - 1 },
    ];
    const search = async () => {
      const totals = [];
      for (const filter of filters) {
        const forgetful = world.openJobs();
        const found = await world.jobs.list('project-a', filter, page);
        expect(found).toEqual(await forgetful.list('project-a', filter, page));
        totals.push(found.total);
      }
      return totals;
    };

    await end(await world.submit('SELECT 1'), 1);
    await end(await world.submit('INSERT'), 2);
    expect(await search()).toEqual([1, 1, 1]);
    // One less, and one more that has come since: as many as before.
    await deleteOldest();
    await end(await world.submit('INSERT'), 3);
    expect(await search()).toEqual([0, 0, 0]);
    // Likewise, and the one more was there, and had not ended.
    const open = await world.submit('SELECT 2');
    expect(await search()).toEqual([1, 0, 1]);
    await deleteOldest();
    await end(open, 4);
    await end(await world.submit('INSERT'), 5);
    expect(await search()).toEqual([1, 1, 1]);
    // Less, and nothing more.
    await deleteOldest();
    expect(await search()).toEqual([1, 1, 1]);
    await deleteOldest();
    expect(await search()).toEqual([0, 0, 0]);
  });

  it('gives a page of a common text before all are counted, and then counts on', async () => {
    await using world = await openWorld();
    const all = { sqlContains: 'el' };
    const days = [0, 0, 1, 1, 2, 2].map((day) => submittedAt + day * 86_400_000);
    const submitted: Job[] = [];
    for (const at of days) {
      const job = await world.submit('SELECT 1', 'project-a', at);
      submitted.push(await commitMove(world.jobs, job, cancelWanted));
    }
    const forget = world.openJobs;
    const soon = (jobs: JobStore, parts: Partial<JobPage>) =>
      jobs.listSoon('project-a', all, { ...page, ...parts }, 0);

    const [first, second] = submitted;
    const newest = { jobs: [submitted.at(-1)], late: [], total: null };
    expect(await soon(world.jobs, { limit: 1, order: 'submitted_desc' })).toEqual(newest);
    expect(await soon(forget(), { limit: 1 })).toEqual({ jobs: [first], late: [], total: null });
    // Whether there is one more is known of each.
    expect(await soon(forget(), { limit: 2 })).toEqual({
      jobs: [first, second],
      late: [],
      total: null,
    });
    for (const whole of [
      { limit: 1, order: 'duration_asc' },
      { offset: 3, limit: 1 },
    ] as const) {
      expect((await soon(forget(), whole)).total).toBe(6);
    }
    await expect
      .poll(() => soon(world.jobs, { limit: 1, order: 'submitted_desc' }), { timeout: 50_000 })
      .toEqual({ ...newest, total: 6 });
  });

  it('reads no text of a day twice whose jobs have all ended', async () => {
    await using world = await openWorld();
    const all = { sqlContains: 'e' };
    const ended = await world.submit('SELECT 1');
    await commitMove(world.jobs, ended, cancelWanted);
    expect((await world.jobs.list('project-a', all, page)).total).toBe(1);
    // Nobody changes a text; that this one is found once more shows that it was not looked at.
    await world.database.write((transaction) =>
      transaction.updateTable('jobs').set({ sql: 'x' }).execute(),
    );
    expect((await world.jobs.list('project-a', all, page)).total).toBe(1);
    await world.submit('SELECT 2');
    expect((await world.jobs.list('project-a', all, page)).total).toBe(1);
  });
});
