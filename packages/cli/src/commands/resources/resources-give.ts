import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import { type CallFlags, callFlags } from '../../flags/common-flags.ts';
import { resourceArgument, type ResourceName, toResourceQuery } from '../../flags/resource-name.ts';
import type { SluiceContext } from '../../sluice-context.ts';

export const resourcesGiveCommand = buildCommand<
  CallFlags,
  [resource: ResourceName, user: string],
  SluiceContext
>({
  async func(flags, named, user) {
    const { resources } = connect(this, flags, flags.timeout);
    await resources.give(named.name, user, toResourceQuery(named));
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        resourceArgument,
        { parse: String, placeholder: 'user', brief: 'a user of the project' },
      ],
    },
    flags: callFlags,
    aliases: { q: 'quiet' },
  },
  docs: { brief: 'Give a resource to another user; its owner and admins may' },
});
