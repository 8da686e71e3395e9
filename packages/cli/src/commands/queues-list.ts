import type { Queue, Tag } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { tagFlag, toTagFilter } from '../flags/tag.ts';
import { formatFor } from '../output/formats.ts';
import { writeQueues } from './write-queues.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface QueuesListFlags extends CallFlags, OutputFlags {
  readonly type?: Queue['type'] | undefined;
  readonly tag?: readonly Tag[] | undefined;
  readonly search?: string | undefined;
}

export const queuesListCommand = buildCommand<QueuesListFlags, [], SluiceContext>({
  func(flags) {
    return listQueues(this, flags);
  },
  parameters: {
    flags: {
      type: {
        kind: 'enum',
        values: ['sql', 'general'],
        optional: true,
        brief: 'only queues that are meant for this',
      },
      tag: tagFlag('only queues with this tag'),
      search: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'TEXT',
        brief: 'only queues with this text in their name',
      },
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'List the queues' },
});

async function listQueues(context: SluiceContext, flags: QueuesListFlags): Promise<void> {
  const { type, tag, search } = flags;
  const queues = await connect(context, flags, flags.timeout).queues({
    ...(type !== undefined && { type }),
    ...toTagFilter(tag),
    ...(search !== undefined && { q: search }),
  });
  await writeQueues(context, formatFor(context, flags.output), queues);
}
