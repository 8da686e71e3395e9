import { expect, it, onTestFinished } from 'vitest';
import { Metrics } from '../../src/metrics/metrics.ts';
import { computing } from '../support/computing.ts';
import { startCore, type Core, type CoreOptions } from '../support/start-core.ts';
import { Scrape } from '../support/parse-metrics.ts';
import { deaf, scan } from '../support/slow-sql.ts';
import { startDuckdb } from '../support/start-duckdb.ts';

const rungWaitMs = 5_000;

async function startMeasured(
  options: CoreOptions = {},
): Promise<{ core: Core; scrape: () => Promise<Scrape> }> {
  const metrics = new Metrics((what, cause) => {
    throw new Error(what, { cause });
  });
  const core = await startCore({ ...options, decorateJobs: (jobs) => metrics.watchCancels(jobs) });
  onTestFinished(metrics.watchJobs(core.news));
  metrics.watchState({ jobs: core.stores.counts, engines: [core.engine] });
  return { core, scrape: async () => new Scrape((await metrics.expose()).text) };
}

it('measures each phase of a cancel by its rung, as its receipt has them', async () => {
  const { core, scrape } = await startMeasured({ script: { obeys: 'kill' } });
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  const verdict = core.cancel(jobId);
  await core.clock.asleepFor(rungWaitMs);
  core.clock.advance(rungWaitMs);
  await verdict;

  const seen = await scrape();
  const seconds = 'sluice_cancel_seconds';
  expect(seen.labels(`${seconds}_count`)).toHaveLength(4);
  expect(seen.seen(seconds, phase('accepted_delivered', 'kill')).sum).toBe(0);
  expect(seen.seen(seconds, phase('delivered_observed', 'kill')).sum).toBe(rungWaitMs / 1_000);
  expect(seen.seen(seconds, phase('observed_released', 'kill')).sum).toBe(0);
  expect(seen.seen(seconds, phase('accepted_released', 'kill')).sum).toBe(rungWaitMs / 1_000);
  expect(
    seen.value('sluice_cancels_ended_total', {
      engine: 'scripted',
      reason: 'user',
      ending: 'cancelled',
    }),
  ).toBe(1);
});

it('measures the cancel of a job that waits, for which nobody had to be told', async () => {
  const { core, scrape } = await startMeasured({ slots: 1 });
  const working = core.stage.hold('work 1');
  const first = await core.submit();
  await working.reached();
  const waiting = await core.submit();
  expect((await core.cancel(waiting)).kind).toBe('cancelled');
  const seen = await scrape();
  expect(seen.labels('sluice_cancel_seconds_count')).toEqual([
    expect.objectContaining({ engine: 'scripted', phase: 'accepted_released', rung: 'none' }),
  ]);
  working.release();
  await core.ended(first);
});

it('counts jobs by state, and measures how long they waited', async () => {
  const { core, scrape } = await startMeasured({ slots: 1 });
  const working = core.stage.hold('work 1');
  const first = await core.submit();
  await working.reached();
  const second = await core.submit();
  const third = await core.submit();

  const during = await scrape();
  expect(during.value('sluice_jobs', state('queued'))).toBe(2);
  expect(during.value('sluice_jobs', state('running'))).toBe(1);
  expect(during.value('sluice_jobs', state('cancelling'))).toBe(0);

  core.clock.advance(7_000);
  working.release();
  for (const id of [first, second, third]) await core.ended(id);
  await core.quiet();
  const after = await scrape();
  expect(after.value('sluice_jobs', state('queued'))).toBe(0);
  expect(after.value('sluice_jobs', state('running'))).toBe(0);
  expect(after.value('sluice_jobs_ended_total', { ending: 'succeeded' })).toBe(3);
  expect(after.seen('sluice_queue_wait_seconds', { queue: 'default' }).count).toBe(3);
  expect(after.seen('sluice_queue_wait_seconds', { queue: 'default' }).sum).toBe(14);
});

it('does not fail what it measures', async () => {
  const failures: string[] = [];
  const metrics = new Metrics((what) => failures.push(what));
  const core = await startCore({ decorateJobs: (jobs) => metrics.watchCancels(jobs) });
  onTestFinished(metrics.watchJobs(core.news));
  metrics.watchState({
    jobs: { count: onFire, countSessions: onFire },
    engines: [Object.assign(core.engine, { hostsAlive: broken })],
  });
  const { text } = await metrics.expose();
  expect(text).toContain('sluice_queue_wait_seconds');
  expect(failures.sort()).toEqual([
    'measuring sluice_hosts',
    'measuring sluice_jobs',
    'measuring sluice_sessions',
  ]);
});

it('measures cancels of real statements on DuckDB by the rung that stopped them', async () => {
  const metrics = new Metrics((what, cause) => {
    throw new Error(what, { cause });
  });
  const world = await startDuckdb({
    interruptMs: 300,
    decorateJobs: (jobs) => metrics.watchCancels(jobs),
  });
  try {
    metrics.watchState({ jobs: world.stores.counts, engines: [world.engine] });
    for (const sql of [scan, deaf]) {
      const job = await world.submit(sql);
      await world.running(job);
      for (const pid of world.processes()) await computing(pid);
      expect(new Scrape((await metrics.expose()).text).value('sluice_hosts')).toBe(1);
      expect((await world.cancel(job)).kind).toBe('cancelled');
    }
    const seen = new Scrape((await metrics.expose()).text);
    expect(seen.seen('sluice_cancel_seconds', total('interrupt')).count).toBe(1);
    expect(seen.seen('sluice_cancel_seconds', total('kill-host')).count).toBe(1);
    expect(seen.seen('sluice_cancel_seconds', total('kill-host')).sum).toBeGreaterThan(0.3);
  } finally {
    await world.close();
  }
  expect(world.engine.hostsAlive()).toBe(0);
});

function phase(name: string, rung: string) {
  return { engine: 'scripted', phase: name, rung };
}

function total(rung: string) {
  return { engine: 'duckdb', phase: 'accepted_released', rung };
}

function state(name: string) {
  return { queue: 'default', state: name };
}

function broken(): never {
  throw new Error('broken');
}

function onFire(): Promise<never> {
  return Promise.reject(new Error('the disk is on fire'));
}
