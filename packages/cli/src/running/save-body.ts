import { pipeline } from 'node:stream/promises';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatBytes } from '../output/format-bytes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { findPlace } from './find-place.ts';
import { listenForInterrupts } from './interrupts.ts';
import { notesFor } from './notes.ts';
import { openTransferLine } from './transfer-line.ts';
import { writeBeside } from './write-beside.ts';

export interface SaveWish {
  /** `-` is standard output. */
  readonly target: string;
  readonly isQuiet: boolean;
  /** What to do after a Ctrl-C. */
  readonly again: string;
}

/** What comes from the gateway. */
export interface Body {
  readonly body: AsyncIterable<Uint8Array>;
  /** In bytes; null where nobody knows it. */
  readonly size: number | null;
}

/** Writes a body into a file, all of it or none. A Ctrl-C ends it. */
export async function saveBody(
  context: SluiceContext,
  { target, isQuiet, again }: SaveWish,
  open: (signal: AbortSignal) => Promise<Body>,
): Promise<ExitCode> {
  using interrupts = listenForInterrupts(context.signals);
  const signal = interrupts.first;
  const notes = notesFor(context, isQuiet);
  let received = 0;
  try {
    const { body, size } = await open(signal);
    using line = openTransferLine(context, isQuiet, size);
    const bytes = counted(body, (count) => line.show((received += count)));
    if (target === '-') {
      await pipeline(bytes, context.process.stdout, { end: false, signal });
      return exitCodes.done;
    }
    await writeBeside(findPlace(context, target), bytes, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    const left = target === '-' ? 'the output is not whole' : `${target} was not written`;
    notes.say(`stopped: ${left}. ${again}`);
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
