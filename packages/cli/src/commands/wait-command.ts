import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  commonAliases,
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { parseDuration } from '../flags/duration.ts';
import { idArgument } from '../flags/job-id.ts';
import { demandNoun } from '../running/demand-noun.ts';
import { followJob } from '../running/follow-job.ts';
import { goesOn } from '../running/goes-on.ts';
import { listenForInterrupts } from '../running/interrupts.ts';
import { notesFor } from '../running/notes.ts';
import { tellEnding } from '../running/tell-ending.ts';
import { tellStillRunning } from '../running/tell-still-running.ts';
import type { Noun } from '../running/noun-of.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeJob } from './write-job.ts';

interface WaitFlags extends GatewayFlags, OutputFlags {
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

export function waitCommand(noun: Noun) {
  return buildCommand<WaitFlags, [id: string], SluiceContext>({
    func(flags, id) {
      return waitForJob(this, flags, id, noun);
    },
    parameters: {
      positional: idArgument(noun),
      flags: {
        timeout: {
          kind: 'parsed',
          parse: parseDuration,
          optional: true,
          placeholder: 'TIME',
          brief: 'how long to wait (5s, 10m); default: as long as it takes',
        },
        ...outputFlags,
        ...gatewayFlags,
      },
      aliases: commonAliases,
    },
    docs: {
      brief: `Wait until a ${noun} has ended`,
      fullDescription:
        `Says on stderr how the ${noun} ended; with -o, stdout gets the ${noun}. ` +
        `Ctrl-C ends the waiting, not the ${noun}.\n\n` +
        'Exit codes: 0 it succeeded; 1 it failed, was lost or cancelled; 3 the time is over, or a ' +
        'Ctrl-C came, and it goes on.',
    },
  });
}

async function waitForJob(context: SluiceContext, flags: WaitFlags, id: string, noun: Noun) {
  using interrupts = listenForInterrupts(context.signals);
  const client = connect(context, flags);
  await demandNoun(client, noun, 'wait', id);
  const awaited = await followJob(context, client, id, {
    timeoutMs: flags.timeout,
    isQuiet: flags.quiet,
    signal: interrupts.first,
    hint: 'Ctrl-C ends the waiting only',
  });
  const notes = notesFor(context, flags.quiet);
  if (!awaited) {
    notes.say(goesOn({ id, kind: noun === 'batch' ? 'batch' : 'sql' }));
    context.process.exitCode = exitCodes.stillRunning;
    return;
  }

  if (flags.output) await writeJob(context, flags.output, awaited.job);
  if (awaited.kind === 'live') {
    context.process.exitCode = tellStillRunning(awaited.job, notes);
    return;
  }
  context.process.exitCode = tellEnding(awaited.job, notes);
}
