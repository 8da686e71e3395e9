import type { DownloadForm, Job, SluiceClient } from '@sluice/client';
import type { ExitCode } from '../exit-codes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { saveBody } from './save-body.ts';

export interface DownloadWish {
  /** `-` is standard output. */
  readonly target: string;
  readonly form: DownloadForm;
  readonly offset?: number | undefined;
  /** Absent: all. */
  readonly limit?: number | undefined;
  /** How long each part may take. */
  readonly timeoutMs?: number | undefined;
  readonly isQuiet: boolean;
}

/** Writes the rows of a job that succeeded into a file: all of it, or none. A Ctrl-C ends it. */
export function downloadResult(
  context: SluiceContext,
  client: SluiceClient,
  jobId: Job['id'],
  { target, form, isQuiet, ...part }: DownloadWish,
): Promise<ExitCode> {
  const again = `The result is kept: sluice jobs result ${jobId}`;
  return saveBody(context, { target, isQuiet, again }, async (signal) => {
    const { body } = await client.download(jobId, form, { ...part, signal });
    return { body, size: null };
  });
}
