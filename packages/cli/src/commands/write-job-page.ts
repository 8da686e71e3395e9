import type { JobListQuery } from '@sluice/client';
import { connect } from '../connect.ts';
import type { CallFlags, OutputFlags } from '../flags/common-flags.ts';
import type { PageFlags } from '../flags/page-flags.ts';
import { formatFor } from '../output/formats.ts';
import { notesFor } from '../running/notes.ts';
import { type Noun, pluralOf } from '../running/noun-of.ts';
import type { SluiceContext } from '../sluice-context.ts';
import type { writeJobs } from './write-jobs.ts';

export interface ListFlags extends CallFlags, OutputFlags, PageFlags {}

/** Prints a page of the jobs that are asked for, and says where the next one begins. */
export async function writeJobPage(
  context: SluiceContext,
  flags: ListFlags,
  query: JobListQuery,
  write: typeof writeJobs,
  noun: Noun,
): Promise<void> {
  const { offset, limit } = flags;
  const client = connect(context, flags, flags.timeout);
  const { jobs, total, next_offset: next } = await client.list({ ...query, offset, limit });
  await write(context, formatFor(context, flags.output), jobs);
  if (next !== null) {
    const all = total ?? 'very many';
    notesFor(context, flags.quiet).remark(
      `${jobs.length} of ${all} ${pluralOf(noun)}: --offset ${next} lists the next ones`,
    );
  }
}
