import type { JobStatus } from '@sluice/client';
import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  callFlags,
  type OutputFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { jobStatuses } from '../flags/job-statuses.ts';
import { type PageFlags, pageFlags } from '../flags/page-flags.ts';
import { formatFor } from '../output/formats.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeBatches } from './write-jobs.ts';

interface BatchesListFlags extends CallFlags, OutputFlags, PageFlags {
  readonly status?: readonly JobStatus[] | undefined;
}

export const batchesListCommand = buildCommand<BatchesListFlags, [], SluiceContext>({
  func(flags) {
    return listBatches(this, flags);
  },
  parameters: {
    flags: {
      status: {
        kind: 'enum',
        values: jobStatuses,
        variadic: ',',
        optional: true,
        brief: 'only batches in one of these, such as queued,running',
      },
      ...pageFlags('BATCHES'),
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: {
    brief: 'List batches, the newest first',
    fullDescription: 'sluice jobs list has more flags, and lists batches among all other jobs.',
  },
});

async function listBatches(context: SluiceContext, flags: BatchesListFlags): Promise<void> {
  const { status, offset, limit } = flags;
  const narrowed = status === undefined ? {} : { status: [...status] };
  const query = { offset, limit, class: ['batch' as const], ...narrowed };
  const {
    jobs,
    total,
    next_offset: next,
  } = await connect(context, flags, flags.timeout).list(query);
  await writeBatches(context, formatFor(context, flags.output), jobs);
  if (next !== null) {
    notesFor(context, flags.quiet).remark(
      `${jobs.length} of ${total ?? 'very many'} batches: --offset ${next} lists older ones`,
    );
  }
}
