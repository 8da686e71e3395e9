import { describe, expect, it } from 'vitest';
import { openFreshState } from './fresh-state.ts';
import { enrolProject } from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

describe.each(storeDrivers)('a quota store on $name', (driver) => {
  it('keeps what was set for a project, through a restart, until it is taken back', async () => {
    await using state = await openFreshState(driver);
    await enrolProject(state.stores, 'project-a');
    const { quotas } = state.stores;
    expect(await quotas.limitsOf('project-a')).toEqual({});
    expect(await quotas.set('project-a', 'queued_jobs', 7)).toBe('set');
    expect(await quotas.set('project-a', 'queued_jobs', 8)).toBe('set');
    expect(await quotas.set('project-a', 'requests_per_second', null)).toBe('set');

    const again = (await state.reopen()).quotas;
    const set = { queued_jobs: 8, requests_per_second: null };
    expect(await again.limitsOf('project-a')).toEqual(set);
    expect(await again.limitsOf('project-b')).toEqual({});
    expect(await again.set('project-a', 'requests_per_second', 'default')).toBe('set');
    expect(await again.limitsOf('project-a')).toEqual({ queued_jobs: 8 });
  });

  it('sets nothing for a project that is not there', async () => {
    await using state = await openFreshState(driver);
    expect(await state.stores.quotas.set('nowhere', 'queued_jobs', 7)).toBe('no_project');
    expect((await state.rows())['project_quotas']).toEqual([]);
  });
});
