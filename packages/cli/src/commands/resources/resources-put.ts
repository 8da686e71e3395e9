import type { ResourcesOrder, Tag } from '@sluice/client';
import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../../flags/common-flags.ts';
import { type FilePath, parseOneFile, showFilePath } from '../../flags/file-path.ts';
import { tagFlag } from '../../flags/tag.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { resourceKinds } from './resource-kinds.ts';
import { writeResources } from './write-resources.ts';

interface ResourcesPutFlags extends CallFlags, OutputFlags {
  readonly group?: string | undefined;
  readonly kind?: ResourcesOrder['kind'] | undefined;
  readonly tag?: readonly Tag[] | undefined;
}

export const resourcesPutCommand = buildCommand<ResourcesPutFlags, FilePath[], SluiceContext>({
  async func(flags, ...files) {
    const { group, kind, tag } = flags;
    const put = await connect(this, flags, flags.timeout).resources.put({
      files: files.map(showFilePath),
      ...(group !== undefined && { group }),
      ...(kind !== undefined && { kind }),
      ...(tag !== undefined && { tags: [...tag] }),
    });
    await writeResources(this, formatFor(this, flags.output), put);
  },
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: {
        parse: parseOneFile,
        placeholder: 'obs://bucket/key',
        brief: 'the files; each is called as the last part of its key',
      },
    },
    flags: {
      group: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'a group to put them into',
      },
      kind: {
        kind: 'enum',
        values: resourceKinds,
        optional: true,
        brief: 'what they are good for, for people (file)',
      },
      tag: tagFlag('a tag'),
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Name files of buckets as resources, all of them or none',
    fullDescription: 'One of the same name in the group takes the new file, and keeps its owner.',
  },
});
