import type { Job } from '@sluice/client';
import type { OutputFlags } from '../flags/common-flags.ts';
import { writeText } from '../output/write-text.ts';
import { goesOn } from '../running/goes-on.ts';
import { notesFor } from '../running/notes.ts';
import { tellUnwritten } from '../running/tell-unwritten.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeJob } from './write-job.ts';

/** Writes the id of a job that was submitted and goes on, or the job where a form is asked for. */
export async function writeSubmitted(
  context: SluiceContext,
  flags: OutputFlags,
  job: Job,
): Promise<void> {
  const writing = writeIdOrJob(context, flags, job);
  await tellUnwritten(writing, goesOn(job), notesFor(context, false));
}

export function writeIdOrJob(
  context: SluiceContext,
  { output }: OutputFlags,
  job: Job,
): Promise<void> {
  return output ? writeJob(context, output, job) : writeText(context.process.stdout, `${job.id}\n`);
}
