import { onTestFinished } from 'vitest';
import { guardActions } from '../../src/core/actions/guarded-actions.ts';
import type { JobError, ResultSummary } from '../../src/core/job/ending.ts';
import type { Job, JobId } from '../../src/core/job/job.ts';
import { type Core, type CoreOptions, startCore } from '../support/start-core.ts';
import { callDli, type DliCalls } from './call-dli.ts';

export interface Dli extends DliCalls {
  readonly core: Core;
  /** As `submit`, and waits until the job has ended. */
  run(body: string | object): Promise<JobId>;
}

export const projectId = '0123456789abcdef0123456789abcdef';

/** The dialect over the real core, on the scripted engine. It is closed when the test ends. */
export async function startDli(
  options: CoreOptions & { readonly appIdAs?: 'text' | 'list' } = {},
): Promise<Dli> {
  const core = await startCore(options);
  const { quotas, stores, clock } = core;
  const actions = guardActions(core.actions, stores);
  const { identities } = stores;
  const calls = await callDli(
    {
      actions,
      identities,
      audit: stores.audit,
      quotas,
      clock,
      appIdAs: options.appIdAs ?? 'text',
    },
    projectId,
  );
  onTestFinished(() => calls.close());
  return {
    ...calls,
    core,
    async run(body) {
      const jobId = await calls.submit(body);
      await core.ended(jobId, projectId);
      return jobId;
    },
  };
}

/** A script: a statement with `fail` in it fails, any other returns one row. */
export function failsWhenAsked({ request }: Job): ResultSummary | JobError {
  if (request.sql.includes('fail')) return { code: 'semantic', message: 'There is no table fail.' };
  return {
    columns: [{ name: 'n', type: 'int', engineType: 'INTEGER' }],
    rowCount: 1,
    affectedRows: null,
    rows: { at: 'inline', lines: ['[1]'] },
  };
}
