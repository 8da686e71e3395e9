import type { JobStatus, Tag } from '@sluice/client';
import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { jobStatuses } from '../flags/job-statuses.ts';
import { tagFlag } from '../flags/tag.ts';
import { type PageFlags, pageFlags } from '../flags/page-flags.ts';
import { formatFor } from '../output/formats.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeJobs } from './write-jobs.ts';

interface JobsListFlags extends CallFlags, OutputFlags, PageFlags {
  readonly queue?: string | undefined;
  readonly owner?: string | undefined;
  readonly status?: readonly JobStatus[] | undefined;
  readonly tag?: readonly Tag[] | undefined;
  readonly search?: string | undefined;
}

export const jobsListCommand = buildCommand<JobsListFlags, [], SluiceContext>({
  func(flags) {
    return listJobs(this, flags);
  },
  parameters: {
    flags: {
      queue: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'only jobs of this queue',
      },
      owner: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'USER',
        brief: 'only jobs of this user',
      },
      status: {
        kind: 'enum',
        values: jobStatuses,
        variadic: ',',
        optional: true,
        brief: 'only jobs in one of these, such as queued,running',
      },
      tag: tagFlag('only jobs with this tag'),
      search: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'TEXT',
        brief: 'only jobs with this text in their statement',
      },
      ...pageFlags('JOBS'),
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'List jobs, the newest first' },
});

async function listJobs(context: SluiceContext, flags: JobsListFlags): Promise<void> {
  const { queue, owner, status, tag, search, offset, limit } = flags;
  const {
    jobs,
    total,
    next_offset: next,
  } = await connect(context, flags, flags.timeout).list({
    offset,
    limit,
    ...(queue !== undefined && { queue }),
    ...(owner !== undefined && { owner }),
    ...(status !== undefined && { status: [...status] }),
    ...(tag !== undefined && { tag: tag.map(({ key, value }) => `${key}:${value}`) }),
    ...(search !== undefined && { q: search }),
  });
  await writeJobs(context, formatFor(context, flags.output), jobs);
  if (next !== null) {
    const all = total ?? 'very many';
    notesFor(context, flags.quiet).remark(
      `${jobs.length} of ${all} jobs: --offset ${next} lists older ones`,
    );
  }
}
