import { expect, it } from 'vitest';
import { Metrics } from '../../src/metrics/metrics.ts';
import { projectId } from '../dialects/native-users.ts';
import { startNative } from '../dialects/start-native.ts';
import type { CoreOptions } from '../support/start-core.ts';
import { Scrape } from '../support/parse-metrics.ts';

const [used, limit] = ['sluice_quota_used', 'sluice_quota_limit'];
const refusals = 'sluice_quota_refusals_total';

async function startMeasured(options: CoreOptions) {
  const metrics = new Metrics((what, cause) => {
    throw new Error(what, { cause });
  });
  const native = await startNative({ ...options, refused: metrics.refusal });
  let readings = 0;
  metrics.watchQuotas({
    projects: async () => (await native.core.stores.members.listProjects()).map(({ id }) => id),
    quotasOf: (project) => {
      readings++;
      return native.core.actions.showQuotas(project);
    },
  });
  const scrape = async () => new Scrape((await metrics.expose()).text);
  return { native, scrape, readings: () => readings };
}

it('shows what each project uses, and its limits where it has any', async () => {
  const { native, scrape, readings } = await startMeasured({
    slots: 1,
    quotas: { queued_jobs: 7 },
    script: { storage: () => ({ databaseBytes: 1_000, bucketBytes: 20, temporaryBytes: 3 }) },
  });
  await native.run();
  const working = native.core.stage.hold('work 2');
  await native.submit();
  await working.reached();
  await native.submit();
  await native.core.quotas.set(projectId, 'bucket_bytes', 50);

  const seen = await scrape();
  const of = (name: string, quota: string) => seen.value(name, { project: projectId, quota });
  expect(of(used, 'queued_jobs')).toBe(1);
  expect(of(limit, 'queued_jobs')).toBe(7);
  expect(of(used, 'results_bytes')).toBe(7);
  expect(of(limit, 'results_bytes')).toBeNull();
  expect(of(used, 'database_bytes')).toBe(1_000);
  expect(of(used, 'temporary_bytes')).toBe(3);
  expect(of(used, 'bucket_bytes')).toBe(20);
  expect(of(limit, 'bucket_bytes')).toBe(50);
  const projects = (await native.core.stores.members.listProjects()).length;
  expect(seen.labels(used)).toHaveLength(projects * 9);
  // Both gauges are one reading.
  expect(readings()).toBe(projects);
});

it('counts refused submits and requests, from 0 on', async () => {
  const { native, scrape } = await startMeasured({
    quotas: { queued_jobs: 0, requests_per_second: 2 },
  });
  const count = async (quota: string) => (await scrape()).value(refusals, { quota });
  expect(await count('queued_jobs')).toBe(0);
  expect(await native.post('/jobs', { sql: 'SELECT 1' })).toMatchObject({ status: 429 });
  expect(await count('queued_jobs')).toBe(1);
  expect(await count('requests_per_second')).toBe(0);
  await native.get('/jobs');
  expect(await native.get('/jobs')).toMatchObject({ status: 429 });
  expect(await count('requests_per_second')).toBe(1);
  expect(await count('database_bytes')).toBe(0);
});
