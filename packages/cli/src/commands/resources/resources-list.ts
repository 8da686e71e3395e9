import type { ResourceListQuery } from '@sluice/client';
import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../../flags/common-flags.ts';
import { formatFor } from '../../output/formats.ts';
import { allPages } from '../../running/all-pages.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { resourceKinds } from './resource-kinds.ts';
import { writeResources } from './write-resources.ts';

interface ResourcesListFlags extends CallFlags, OutputFlags {
  readonly group?: string | undefined;
  readonly kind?: ResourceListQuery['kind'] | undefined;
}

export const resourcesListCommand = buildCommand<ResourcesListFlags, [], SluiceContext>({
  async func(flags) {
    const { group, kind } = flags;
    const { resources } = connect(this, flags, flags.timeout);
    const wish = { ...(group !== undefined && { group }), ...(kind !== undefined && { kind }) };
    const all = await allPages(
      (page) => resources.list({ ...wish, ...page }),
      (page) => page.resources,
    );
    await writeResources(this, formatFor(this, flags.output), all);
  },
  parameters: {
    flags: {
      group: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'only those of this group',
      },
      kind: {
        kind: 'enum',
        values: resourceKinds,
        optional: true,
        brief: 'only those of this kind',
      },
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'List the resources' },
});
