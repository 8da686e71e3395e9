import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { type ConditionFlags, conditionFlags, toConditions } from '../flags/queue-conditions.ts';
import { formatFor } from '../output/formats.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeQueue } from './write-queue.ts';

interface QueuesCreateFlags extends CallFlags, OutputFlags, ConditionFlags {
  readonly engine?: string | undefined;
}

export const queuesCreateCommand = buildCommand<QueuesCreateFlags, [name: string], SluiceContext>({
  func(flags, name) {
    return createQueue(this, flags, name);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'name', brief: 'name of the new queue' }],
    },
    flags: {
      engine: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'engine that does the work; default: duckdb',
      },
      ...conditionFlags('new'),
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'Create a queue (admins only)' },
});

async function createQueue(
  context: SluiceContext,
  flags: QueuesCreateFlags,
  name: string,
): Promise<void> {
  const { engine } = flags;
  const queue = await connect(context, flags, flags.timeout).createQueue({
    name,
    ...(engine !== undefined && { engine }),
    ...toConditions(flags),
  });
  await writeQueue(context, formatFor(context, flags.output), queue);
}
