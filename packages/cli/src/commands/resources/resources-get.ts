import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../../flags/common-flags.ts';
import { resourceArgument, type ResourceName, toResourceQuery } from '../../flags/resource-name.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { writeResource } from './write-resource.ts';

interface ResourcesGetFlags extends CallFlags, OutputFlags {}

export const resourcesGetCommand = buildCommand<
  ResourcesGetFlags,
  [resource: ResourceName],
  SluiceContext
>({
  async func(flags, named) {
    const { resources } = connect(this, flags, flags.timeout);
    const resource = await resources.get(named.name, toResourceQuery(named));
    await writeResource(this, formatFor(this, flags.output), resource);
  },
  parameters: {
    positional: { kind: 'tuple', parameters: [resourceArgument] },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: { brief: 'Show a resource' },
});
