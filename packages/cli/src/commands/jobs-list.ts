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
import { type Noun, pluralOf, textOf } from '../running/noun-of.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeBatches, writeJobs } from './write-jobs.ts';

interface JobsListFlags extends CallFlags, OutputFlags, PageFlags {
  readonly queue?: string | undefined;
  readonly owner?: string | undefined;
  readonly status?: readonly JobStatus[] | undefined;
  readonly tag?: readonly Tag[] | undefined;
  readonly search?: string | undefined;
}

export function listCommand(noun: Noun) {
  const many = pluralOf(noun);
  return buildCommand<JobsListFlags, [], SluiceContext>({
    func(flags) {
      return listJobs(this, flags, noun);
    },
    parameters: {
      flags: {
        queue: {
          kind: 'parsed',
          parse: String,
          optional: true,
          placeholder: 'NAME',
          brief: `only ${many} of this queue`,
        },
        owner: {
          kind: 'parsed',
          parse: String,
          optional: true,
          placeholder: 'USER',
          brief: `only ${many} of this user`,
        },
        status: {
          kind: 'enum',
          values: jobStatuses,
          variadic: ',',
          optional: true,
          brief: `only ${many} in one of these, such as queued,running`,
        },
        tag: tagFlag(`only ${many} with this tag`),
        search: {
          kind: 'parsed',
          parse: String,
          optional: true,
          placeholder: 'TEXT',
          brief: `only ${many} with this text in their ${textOf(noun)}`,
        },
        ...pageFlags(many.toUpperCase()),
        ...outputFlags,
        ...callFlags,
      },
      aliases: commonAliases,
    },
    docs: { brief: `List ${many}, the newest first` },
  });
}

async function listJobs(context: SluiceContext, flags: JobsListFlags, noun: Noun): Promise<void> {
  const { queue, owner, status, tag, search, offset, limit } = flags;
  const {
    jobs,
    total,
    next_offset: next,
  } = await connect(context, flags, flags.timeout).list({
    offset,
    limit,
    ...(noun === 'batch' && { class: ['batch' as const] }),
    ...(queue !== undefined && { queue }),
    ...(owner !== undefined && { owner }),
    ...(status !== undefined && { status: [...status] }),
    ...(tag !== undefined && { tag: tag.map(({ key, value }) => `${key}:${value}`) }),
    ...(search !== undefined && { q: search }),
  });
  const write = noun === 'batch' ? writeBatches : writeJobs;
  await write(context, formatFor(context, flags.output), jobs);
  if (next !== null) {
    const all = total ?? 'very many';
    notesFor(context, flags.quiet).remark(
      `${jobs.length} of ${all} ${pluralOf(noun)}: --offset ${next} lists older ones`,
    );
  }
}
