import type { ImportOrder, Tag } from '@sluice/client';
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
import { tagFlag } from './tag.ts';

/** Flags of a command that submits an import or an export, and goes. */
export interface SubmitFlags extends GatewayFlags, OutputFlags, QueueFlags {
  readonly tag?: readonly Tag[] | undefined;
  readonly key?: string | undefined;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

export const submitFlags = {
  ...queueFlags,
  tag: tagFlag('a tag'),
  key: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'KEY',
    brief: 'your own name for the job: submitted again, it is the same job',
  },
  timeout: {
    kind: 'parsed',
    parse: parseDuration,
    optional: true,
    placeholder: 'TIME',
    brief: 'how long it may run before it is cancelled',
  },
  ...outputFlags,
  ...gatewayFlags,
} as const;

/** What an order says of the job that it makes. */
export function toJobFields(
  context: SluiceContext,
  flags: SubmitFlags,
): Pick<ImportOrder, 'queue' | 'tags' | 'key' | 'run_timeout_ms'> {
  const { tag, key, timeout } = flags;
  return {
    ...wishedQueue(context, flags),
    ...(tag !== undefined && { tags: [...tag] }),
    ...(key !== undefined && { key }),
    ...(timeout !== undefined && { run_timeout_ms: timeout }),
  };
}
