import { type ImportOrder, newKey, type Tag } from '@sluice/client';
import type { SluiceContext } from '../sluice-context.ts';
import { wishedQueue } from '../wished-queue.ts';
import {
  type GatewayFlags,
  gatewayFlags,
  type OutputFlags,
  outputFlags,
  type QueueFlags,
  queueFlags,
} from './common-flags.ts';
import { parseDuration } from './duration.ts';
import { type RunFlags, runFlags } from './run-flags.ts';
import { tagFlag, tagsOf } from './tag.ts';

/** What an import or an export says of its job. */
export interface TransferJobFlags extends GatewayFlags, OutputFlags, QueueFlags, RunFlags {
  readonly tag?: readonly Tag[] | undefined;
  readonly key?: string | undefined;
  /** Milliseconds. */
  readonly runTimeout?: number | undefined;
}

export const transferJobFlags = {
  ...queueFlags,
  tag: tagFlag('a tag'),
  key: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'KEY',
    brief: 'your own name for the job: submitted again, it is the same job',
  },
  runTimeout: {
    kind: 'parsed',
    parse: parseDuration,
    optional: true,
    placeholder: 'TIME',
    brief: 'how long it may run before it is cancelled',
  },
  ...runFlags,
  ...outputFlags,
  ...gatewayFlags,
} as const;

/** What an order says of the job that it makes. Each has a key, so that a Ctrl-C can cancel it at any time. */
export function toJobFields(
  context: SluiceContext,
  flags: TransferJobFlags,
): Pick<ImportOrder, 'queue' | 'tags' | 'run_timeout_ms'> & { readonly key: string } {
  const { key, runTimeout } = flags;
  return {
    ...wishedQueue(context, flags),
    ...tagsOf(flags),
    key: key ?? newKey(),
    ...(runTimeout !== undefined && { run_timeout_ms: runTimeout }),
  };
}
