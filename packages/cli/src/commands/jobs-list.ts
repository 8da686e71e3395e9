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
  readonly engine?: string | undefined;
  readonly submittedAfter?: string | undefined;
  readonly submittedBefore?: string | undefined;
  readonly order?: JobListQuery['order'];
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

const orders = [
  'submitted_desc',
  'submitted_asc',
  'duration_desc',
  'duration_asc',
] as const satisfies readonly JobListQuery['order'][];

export const jobsListCommand = buildCommand<JobsListFlags, [], SluiceContext>({
  func(flags) {
    const {
      class: wanted,
      database,
      table,
      engine,
      submittedAfter,
      submittedBefore,
      order,
    } = flags;
    const query = {
      ...toJobQuery(flags),
      ...(wanted !== undefined && { class: [...wanted] }),
      ...(database !== undefined && { database }),
      ...(table !== undefined && { table }),
      ...(engine !== undefined && { engine }),
      ...(submittedAfter !== undefined && { submitted_after: submittedAfter }),
      ...(submittedBefore !== undefined && { submitted_before: submittedBefore }),
      ...(order !== undefined && { order }),
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
      engine: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'only jobs of this engine',
      },
      submittedAfter: momentFlag('only jobs submitted after this time'),
      submittedBefore: momentFlag('only jobs submitted before this time'),
      order: {
        kind: 'enum',
        values: orders,
        optional: true,
        brief: 'which come first; those that have not ended count as the longest',
      },
      ...pageFlags('JOBS'),
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'List jobs, the newest first unless --order says otherwise' },
});

function momentFlag(brief: string) {
  return {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'TIME',
    brief: `${brief}, such as 2026-11-22T08:30:00Z`,
  } as const;
}
