import type { JobListQuery } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { commonAliases, callFlags, outputFlags } from '../flags/common-flags.ts';
import { type JobFilterFlags, jobFilterFlags, toJobQuery } from '../flags/job-filter-flags.ts';
import { pageFlags } from '../flags/page-flags.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeJobPage, type ListFlags } from './write-job-page.ts';
import { writeJobs } from './write-jobs.ts';

interface JobsListFlags extends ListFlags, JobFilterFlags {
  readonly class?: readonly WorkClass[] | undefined;
  readonly database?: string | undefined;
  readonly table?: string | undefined;
}

type WorkClass = NonNullable<JobListQuery['class']>[number];

const classes = [
  'query',
  'insert',
  'update',
  'delete',
  'ddl',
  'import',
  'export',
  'batch',
  'restart_queue',
] as const satisfies readonly WorkClass[];

export const jobsListCommand = buildCommand<JobsListFlags, [], SluiceContext>({
  func(flags) {
    const { class: wanted, database, table } = flags;
    const query = {
      ...toJobQuery(flags),
      ...(wanted !== undefined && { class: [...wanted] }),
      ...(database !== undefined && { database }),
      ...(table !== undefined && { table }),
    };
    return writeJobPage(this, flags, query, writeJobs, 'job');
  },
  parameters: {
    flags: {
      ...jobFilterFlags('job'),
      class: {
        kind: 'enum',
        values: classes,
        variadic: ',',
        optional: true,
        brief: 'only jobs of one of these kinds, such as import,export',
      },
      database: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'only jobs in this database',
      },
      table: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'only imports and exports of this table',
      },
      ...pageFlags('JOBS'),
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'List jobs, the newest first' },
});
