import type { Tag } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type GatewayFlags,
  gatewayFlags,
  type OutputFlags,
  outputFlags,
  type QueueFlags,
  queueFlags,
} from '../flags/common-flags.ts';
import { parseDuration } from '../flags/duration.ts';
import { parseGrace } from '../flags/grace.ts';
import { parseNamedFile } from '../flags/named-file.ts';
import { tagFlag, tagsOf } from '../flags/tag.ts';
import { type VariableFlags, variableFlags, variablesOf } from '../flags/use-variables.ts';
import { wholeNumber } from '../flags/whole-number.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { wishedQueue } from '../wished-queue.ts';
import { writeSubmitted } from './write-submitted.ts';

interface BatchesSubmitFlags extends GatewayFlags, OutputFlags, QueueFlags, VariableFlags {
  readonly name?: string | undefined;
  readonly file?: readonly string[] | undefined;
  readonly tag?: readonly Tag[] | undefined;
  readonly key?: string | undefined;
  /** Milliseconds. */
  readonly grace?: number | undefined;
  readonly runTimeout?: number | undefined;
  readonly retries?: number | undefined;
}

export const batchesSubmitCommand = buildCommand<BatchesSubmitFlags, string[], SluiceContext>({
  func(flags, program = '', ...args) {
    return submitBatch(this, flags, parseNamedFile(program), args);
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: {
        parse: String,
        placeholder: 'obs://bucket/key',
        brief: 'the program, or a resource, then its arguments (after -- where they begin with -)',
      },
      minimum: 1,
    },
    flags: {
      ...queueFlags,
      name: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'TEXT',
        brief: 'a name for it, by which it is listed',
      },
      file: {
        kind: 'parsed',
        parse: parseNamedFile,
        variadic: true,
        optional: true,
        placeholder: 'obs://bucket/key',
        brief: 'a file, or a resource, to put beside the program; can be given again',
      },
      tag: tagFlag('a tag'),
      key: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'KEY',
        brief: 'your own name for it: submitted again, it is the same batch',
      },
      grace: {
        kind: 'parsed',
        parse: parseGrace,
        optional: true,
        placeholder: 'TIME',
        brief:
          'how long it may take to end by itself when it is cancelled; default: as its queue says',
      },
      runTimeout: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief: 'how long it may run before it is cancelled',
      },
      retries: {
        kind: 'parsed',
        parse: wholeNumber(0, 100),
        optional: true,
        placeholder: 'TIMES',
        brief: 'how often it is begun again after it failed',
      },
      ...variableFlags,
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Submit a program of a bucket as a batch',
    customUsage: ['obs://lake/job.py [--flags] [-- argument...]'],
    fullDescription:
      'Prints the id of the batch, which then waits, runs and ends by itself. Put the program into a bucket ' +
      'first: sluice files put job.py obs://lake/job.py. A resource is named as such: jobs/job.py',
  },
});

async function submitBatch(
  context: SluiceContext,
  flags: BatchesSubmitFlags,
  program: string,
  args: readonly string[],
): Promise<void> {
  const { name, file, key, grace, runTimeout, retries } = flags;
  const job = await connect(context, flags).batches.submit({
    file: program,
    args: [...args],
    ...variablesOf(flags),
    ...wishedQueue(context, flags),
    ...(name !== undefined && { name }),
    ...(file !== undefined && { files: [...file] }),
    ...tagsOf(flags),
    ...(key !== undefined && { key }),
    ...(grace !== undefined && { grace_ms: grace }),
    ...(runTimeout !== undefined && { run_timeout_ms: runTimeout }),
    ...(retries !== undefined && { retries }),
  });
  await writeSubmitted(context, flags, job);
}
