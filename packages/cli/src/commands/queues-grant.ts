import { buildCommand } from '../build-command.ts';
import type { GrantOrder, Privilege } from '@sluice/client';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { formatFor } from '../output/formats.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import { writeHolder } from './write-holders.ts';

interface GrantFlags extends CallFlags, OutputFlags {}
type GrantArguments = [queue: string, user: string, ...privileges: string[]];

export const queuesGrantCommand = changeCommand(
  'grant',
  'Give a user privileges on a queue: SUBMIT_JOB, CANCEL_JOB, READ_JOB and more',
);
export const queuesRevokeCommand = changeCommand('revoke', 'Take privileges on a queue back');

function changeCommand(action: GrantOrder['action'], brief: string) {
  return buildCommand<GrantFlags, GrantArguments, SluiceContext>({
    async func(flags, queue, user, ...words) {
      if (words.length === 0) throw new UsageError('name at least one privilege: SUBMIT_JOB');
      // Whether they are privileges the gateway knows.
      const privileges = words.map((word) => word.toUpperCase() as Privilege);
      const order = { user, action, privileges };
      const holder = await connect(this, flags, flags.timeout).changeGrants(queue, order);
      await writeHolder(this, formatFor(this, flags.output), holder);
    },
    parameters: {
      positional: {
        kind: 'array',
        parameter: {
          parse: String,
          placeholder: 'queue user privilege',
          brief: 'queue, user, privileges',
        },
        minimum: 2,
      },
      flags: { ...outputFlags, ...callFlags },
      aliases: commonAliases,
    },
    docs: { brief, customUsage: ['reports vera SUBMIT_JOB CANCEL_JOB'] },
  });
}
