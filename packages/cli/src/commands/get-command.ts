import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { idArgument } from '../flags/job-id.ts';
import { formatFor } from '../output/formats.ts';
import { demandBatch, findNamed } from '../running/demand-noun.ts';
import type { Noun } from '../running/noun-of.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeJob } from './write-job.ts';

interface GetFlags extends CallFlags, OutputFlags {}

export function getCommand(noun: Noun) {
  return buildCommand<GetFlags, [id: string], SluiceContext>({
    func(flags, id) {
      return getJob(this, flags, id, noun);
    },
    parameters: {
      positional: idArgument(noun),
      flags: { ...outputFlags, ...callFlags },
      aliases: commonAliases,
    },
    docs: { brief: `Show a ${noun}` },
  });
}

async function getJob(context: SluiceContext, flags: GetFlags, id: string, noun: Noun) {
  const job = await findNamed(connect(context, flags, flags.timeout), noun, id);
  if (noun === 'batch') demandBatch(job, 'get');
  await writeJob(context, formatFor(context, flags.output), job);
}
