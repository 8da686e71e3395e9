import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import {
  type GatewayFlags,
  gatewayFlags,
  type OutputFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { wholeNumber } from '../flags/whole-number.ts';
import { formatFor } from '../output/formats.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeJobs } from './write-jobs.ts';

interface BatchesListFlags extends GatewayFlags, OutputFlags {
  readonly offset: number;
  readonly limit: number;
}

export const batchesListCommand = buildCommand<BatchesListFlags, [], SluiceContext>({
  func(flags) {
    return listBatches(this, flags);
  },
  parameters: {
    flags: {
      offset: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '0',
        placeholder: 'BATCHES',
        brief: 'how many to pass over, from the newest',
      },
      limit: {
        kind: 'parsed',
        parse: wholeNumber(1, 1_000),
        default: '50',
        placeholder: 'BATCHES',
        brief: 'how many to list, at most 1000',
      },
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'List batches, the newest first',
    fullDescription: 'sluice jobs list has more flags, and lists batches among all other jobs.',
  },
});

async function listBatches(context: SluiceContext, flags: BatchesListFlags): Promise<void> {
  const { offset, limit } = flags;
  const query = { offset, limit, class: ['batch' as const] };
  const { jobs, total, next_offset: next } = await connect(context, flags).list(query);
  await writeJobs(context, formatFor(context, flags.output), jobs);
  if (next !== null) {
    notesFor(context, false).say(
      `${jobs.length} of ${total ?? 'very many'} batches: --offset ${next} lists older ones`,
    );
  }
}
