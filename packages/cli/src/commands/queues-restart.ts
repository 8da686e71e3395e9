import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { parseDuration } from '../flags/duration.ts';
import { formatFor } from '../output/formats.ts';
import { notesFor } from '../running/notes.ts';
import { tellEnding } from '../running/tell-ending.ts';
import { tellStillRunning } from '../running/tell-still-running.ts';
import { queueArgument } from '../flags/queue-name.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeJob } from './write-job.ts';

interface QueuesRestartFlags extends GatewayFlags, OutputFlags {
  readonly force: boolean;
  readonly wait: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

export const queuesRestartCommand = buildCommand<QueuesRestartFlags, [name: string], SluiceContext>(
  {
    func(flags, name) {
      return restartQueue(this, flags, name);
    },
    parameters: {
      positional: {
        kind: 'tuple',
        parameters: [queueArgument],
      },
      flags: {
        force: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: 'cancel every job that the project has there; without it the queue must be idle',
        },
        wait: { kind: 'boolean', default: true, brief: 'wait until all of them have ended' },
        timeout: {
          kind: 'parsed',
          parse: parseDuration,
          default: '30s',
          placeholder: 'TIME',
          brief: 'how long to wait for it; the restart goes on after it',
        },
        ...outputFlags,
        ...gatewayFlags,
      },
      aliases: commonAliases,
    },
    docs: {
      brief: 'Restart a queue, and wait until its jobs were seen to stop',
      fullDescription:
        'The restart is a job, which is printed. Jobs that are submitted meanwhile wait for its end.\n\n' +
        'Exit codes: 0 it is done (with --no-wait: it was accepted); 3 the time is over and it goes ' +
        'on; 1 it was refused.',
    },
  },
);

async function restartQueue(
  context: SluiceContext,
  flags: QueuesRestartFlags,
  name: string,
): Promise<void> {
  const client = connect(context, flags);
  const accepted = await client.restartQueue(name, { force: flags.force });
  const format = formatFor(context, flags.output);
  if (!flags.wait) return writeJob(context, format, accepted);
  const awaited = await client.wait(accepted.id, { timeoutMs: flags.timeout });
  await writeJob(context, format, awaited.job);
  const notes = notesFor(context, flags.quiet);
  if (awaited.kind === 'live') {
    context.process.exitCode = tellStillRunning(awaited.job, notes);
    return;
  }
  context.process.exitCode = tellEnding(awaited.job, notes);
}
