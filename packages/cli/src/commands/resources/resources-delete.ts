import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import { type CallFlags, callFlags } from '../../flags/common-flags.ts';
import { resourceArgument, type ResourceName, toResourceQuery } from '../../flags/resource-name.ts';
import type { SluiceContext } from '../../sluice-context.ts';

export const resourcesDeleteCommand = buildCommand<
  CallFlags,
  [resource: ResourceName],
  SluiceContext
>({
  async func(flags, named) {
    const { resources } = connect(this, flags, flags.timeout);
    await resources.delete(named.name, toResourceQuery(named));
  },
  parameters: {
    positional: { kind: 'tuple', parameters: [resourceArgument] },
    flags: callFlags,
    aliases: { q: 'quiet' },
  },
  docs: { brief: 'Forget a resource; its file stays' },
});
