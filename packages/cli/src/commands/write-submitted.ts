import type { Job } from '@sluice/client';
import type { OutputFlags } from '../flags/common-flags.ts';
import { writeText } from '../output/write-text.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeJob } from './write-job.ts';

/** Writes the id of a job that was submitted and goes on, or the job where a form is asked for. */
export async function writeSubmitted(
  context: SluiceContext,
  { output }: OutputFlags,
  job: Job,
): Promise<void> {
  if (output) await writeJob(context, output, job);
  else await writeText(context.process.stdout, `${job.id}\n`);
}
