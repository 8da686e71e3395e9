import { join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobPage, JobStore } from '../../src/core/ports/job-store.ts';
import type { Database } from '../../src/stores/database.ts';
import { createJobStore } from '../../src/stores/job-store.ts';
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
  const jobs = createJobStore(database, { now: () => writtenAt }, 1_000);
  const submit = async (text: string, projectId = 'project-a') => {
    const job = queuedJob(queue, { sql: text, projectId });
    await jobs.submit(job);
    return job;
  };
  const open = resources.move();
  return { jobs, database, submit, [Symbol.asyncDispose]: () => open.disposeAsync() };
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
});
