import { buildCommand } from '../build-command.ts';
import { commonAliases, callFlags, outputFlags } from '../flags/common-flags.ts';
import { type JobFilterFlags, jobFilterFlags, toJobQuery } from '../flags/job-filter-flags.ts';
import { pageFlags } from '../flags/page-flags.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeJobPage, type ListFlags } from './write-job-page.ts';
import { writeBatches } from './write-jobs.ts';

interface BatchesListFlags extends ListFlags, JobFilterFlags {}

export const batchesListCommand = buildCommand<BatchesListFlags, [], SluiceContext>({
  func(flags) {
    const query = { ...toJobQuery(flags), class: ['batch' as const] };
    return writeJobPage(this, flags, query, writeBatches, 'batch');
  },
  parameters: {
    flags: { ...jobFilterFlags('batch'), ...pageFlags('BATCHES'), ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: { brief: 'List batches, the newest first' },
});
