import { AbortedError } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import { type FollowFlags, followFlags } from '../flags/common-flags.ts';
import { idArgument } from '../flags/job-id.ts';
import { wholeNumber } from '../flags/whole-number.ts';
import { demandBatch, findNamed } from '../running/demand-noun.ts';
import { firstWithin, listenForInterrupts } from '../running/interrupts.ts';
import { notesFor } from '../running/notes.ts';
import type { Noun } from '../running/noun-of.ts';
import { printLife } from '../running/print-life.ts';
import { printLog } from '../running/print-log.ts';
import { tellFollowingEnded } from '../running/tell-following-ended.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';

interface LogsFlags extends FollowFlags {
  readonly follow: boolean;
  readonly stderr: boolean;
  readonly attempt?: number | undefined;
}

/** Of a batch what it wrote; any other job writes nothing, and its log is what happened to it. */
export function logsCommand(noun: Noun) {
  const ofBatch = noun === 'batch' ? '' : 'of a batch: ';
  return buildCommand<LogsFlags, [id: string], SluiceContext>({
    func(flags, id) {
      return printLogs(this, flags, id, noun);
    },
    parameters: {
      positional: idArgument(noun),
      flags: {
        follow: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: `go on until the ${noun} has ended`,
        },
        stderr: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: `${ofBatch}what it wrote to stderr; default: to stdout`,
        },
        attempt: {
          kind: 'parsed',
          parse: wholeNumber(0),
          optional: true,
          placeholder: 'TRY',
          brief: `${ofBatch}which try, from 0, of one that was begun again; default: the last`,
        },
        ...followFlags,
      },
      aliases: { f: 'follow', q: 'quiet' },
    },
    docs: {
      brief: noun === 'batch' ? 'Print what a batch wrote' : 'Print the log of a job',
      fullDescription:
        (noun === 'batch'
          ? ''
          : 'Of a batch that is what it wrote, of a statement what happened to it, a line each time. ') +
        `With -f also what comes, until the ${noun} has ended. Ctrl-C ends the printing, not the ${noun}.`,
    },
  });
}

async function printLogs(
  context: SluiceContext,
  flags: LogsFlags,
  id: string,
  noun: Noun,
): Promise<void> {
  using interrupts = listenForInterrupts(context.signals);
  const client = connect(context, flags);
  const job = await findNamed(client, noun, id);
  if (noun === 'batch') demandBatch(job, 'logs');
  const notes = notesFor(context, flags.quiet);
  const { follow: isFollowed, stderr, attempt } = flags;
  const wish = { isFollowed, signal: firstWithin(interrupts, flags.timeout) };
  try {
    if (job.kind === 'batch') {
      const stream = stderr ? 'stderr' : 'stdout';
      await printLog(context, client, id, { ...wish, stream, attempt }, notes);
    } else if (stderr || attempt !== undefined) {
      throw new UsageError(`--stderr and --attempt are for batches, and job ${id} is none`);
    } else {
      await printLife(context, client, job, wish, notes);
    }
  } catch (error) {
    if (!(error instanceof AbortedError)) throw error;
    context.process.exitCode = tellFollowingEnded(interrupts, notes);
  }
}
