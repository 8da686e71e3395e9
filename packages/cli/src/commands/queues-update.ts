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
import { queueArgument } from '../flags/queue-name.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import { writeQueue } from './write-queue.ts';

interface QueuesUpdateFlags extends CallFlags, OutputFlags, ConditionFlags {}

export const queuesUpdateCommand = buildCommand<QueuesUpdateFlags, [name: string], SluiceContext>({
  func(flags, name) {
    return updateQueue(this, flags, name);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [queueArgument],
    },
    flags: { ...conditionFlags('existing'), ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Change the conditions of a queue (admins only)',
    fullDescription:
      'What is not named stays as it is. Slots and places count from now on, and nobody loses the one that ' +
      'he has; limits and the grace count for what is submitted from now on.',
  },
});

async function updateQueue(
  context: SluiceContext,
  flags: QueuesUpdateFlags,
  name: string,
): Promise<void> {
  const change = toConditions(flags);
  if (Object.keys(change).length === 0) {
    throw new UsageError(
      'say what to change: --slots, --grace, --run-timeout or another condition',
    );
  }
  const queue = await connect(context, flags, flags.timeout).updateQueue(name, change);
  await writeQueue(context, formatFor(context, flags.output), queue);
}
