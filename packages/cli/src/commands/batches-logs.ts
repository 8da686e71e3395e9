import { AbortedError } from '@sluice/client';
import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { type GatewayFlags, gatewayFlags } from '../flags/common-flags.ts';
import { wholeNumber } from '../flags/whole-number.ts';
import { writeText } from '../output/write-text.ts';
import { findNamed } from '../running/demand-noun.ts';
import { listenForInterrupts } from '../running/interrupts.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface BatchesLogsFlags extends GatewayFlags {
  readonly follow: boolean;
  readonly stderr: boolean;
  readonly attempt?: number | undefined;
}

export const batchesLogsCommand = buildCommand<BatchesLogsFlags, [id: string], SluiceContext>({
  func(flags, id) {
    return printLog(this, flags, id);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'id', brief: 'id of the batch' }],
    },
    flags: {
      follow: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'go on until the batch has ended',
      },
      stderr: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'what it wrote to stderr; default: to stdout',
      },
      attempt: {
        kind: 'parsed',
        parse: wholeNumber(0),
        optional: true,
        placeholder: 'TRY',
        brief: 'which try, from 0, of one that was begun again; default: the last',
      },
      ...gatewayFlags,
    },
    aliases: { f: 'follow', q: 'quiet' },
  },
  docs: {
    brief: 'Print what a batch wrote',
    fullDescription: 'With -f also what it writes. Ctrl-C ends the printing, not the batch.',
  },
});

async function printLog(
  context: SluiceContext,
  { follow, stderr, attempt, ...flags }: BatchesLogsFlags,
  id: string,
): Promise<void> {
  using interrupts = listenForInterrupts(context.signals);
  const client = connect(context, flags);
  await findNamed(client, 'batch', id);
  const pieces = client.batches.readLog(id, stderr ? 'stderr' : 'stdout', {
    isFollowed: follow,
    signal: interrupts.first,
    ...(attempt !== undefined && { attempt }),
  });
  const notes = notesFor(context, flags.quiet);
  let [tried, next] = [0, 0];
  let isComplete = true;
  try {
    for await (const piece of pieces) {
      if (piece.attempt !== tried && next > 0) {
        notes.say(`sluice: begun again, try ${piece.attempt}`);
        next = 0;
      }
      tried = piece.attempt;
      if (piece.from > next) {
        notes.say(`sluice: ${piece.from - next} bytes here are not kept any more`);
      }
      next = piece.next;
      await writeText(context.process.stdout, piece.text);
      if (isComplete && piece.disk_full_at !== null) {
        isComplete = false;
        notes.say(`sluice: log incomplete: disk full, first seen ${piece.disk_full_at}`);
      }
    }
  } catch (error) {
    if (!(error instanceof AbortedError)) throw error;
    context.process.exitCode = exitCodes.interrupted;
  }
}
