import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DownloadForm, Job, SluiceClient } from '@sluice/client';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatBytes } from '../output/format-bytes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { listenForInterrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';
import { openTransferLine } from './transfer-line.ts';
import { writeBeside } from './write-beside.ts';

export interface DownloadWish {
  /** `-` is standard output. */
  readonly target: string;
  readonly form: DownloadForm;
  readonly offset?: number | undefined;
  /** Absent: all. */
  readonly limit?: number | undefined;
  readonly isQuiet: boolean;
}

/** Writes the rows of a job that succeeded into a file: all of it, or none. A Ctrl-C ends it. */
export async function downloadResult(
  context: SluiceContext,
  client: SluiceClient,
  jobId: Job['id'],
  { target, form, offset, limit, isQuiet }: DownloadWish,
  notes: Notes,
): Promise<ExitCode> {
  using interrupts = listenForInterrupts(context.signals);
  const signal = interrupts.first;
  let received = 0;
  try {
    const { body } = await client.download(jobId, form, { offset, limit, signal });
    using line = openTransferLine(context, isQuiet, null);
    const bytes = counted(body, (count) => {
      received += count;
      line.show(received);
    });
    if (target === '-') {
      await pipeline(bytes, context.process.stdout, { end: false, signal });
      return exitCodes.done;
    }
    await writeBeside(resolve(context.workingDirectory, target), bytes, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    const kept = target === '-' ? 'the output is not whole' : `${target} was not written`;
    notes.say(`stopped: ${kept}. The result is kept: sluice jobs result ${jobId}`);
    return exitCodes.interrupted;
  }
  notes.remark(`${target}: ${formatBytes(received)}`);
  return exitCodes.done;
}

async function* counted(
  body: AsyncIterable<Uint8Array>,
  take: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    take(chunk.length);
    yield chunk;
  }
}
