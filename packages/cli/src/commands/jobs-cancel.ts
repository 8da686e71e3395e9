import { buildCommand } from '@stricli/core';
import { gatewayFlags, outputFlags } from '../flags/common-flags.ts';
import { parseDuration } from '../flags/duration.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import { type JobsCancelFlags, cancelJobs } from './cancel-jobs.ts';

export const jobsCancelCommand = buildCommand<JobsCancelFlags, string[], SluiceContext>({
  func(flags, ...ids) {
    return cancelJobs(this, flags, ids);
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'id', brief: 'ids of the jobs' },
    },
    flags: {
      key: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'KEY',
        brief: 'cancel the job of this key, also one that is still to come',
      },
      wait: { kind: 'boolean', default: true, brief: 'wait until the stop is confirmed' },
      timeout: {
        kind: 'parsed',
        parse: parseWait,
        default: '30s',
        placeholder: 'TIME',
        brief: 'how long to wait for it, at most 5m; the cancel goes on after it',
      },
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Cancel jobs, and wait until they were seen to stop',
    fullDescription:
      'Exit codes: 0 all were cancelled (with --no-wait: all cancels were accepted); 5 one had ' +
      'ended otherwise before; 6 one was not seen to stop in time, and its cancel goes on; ' +
      '1 one could not be cancelled.',
  },
});

/** More the gateway does not wait (`wait_ms`). */
const longestWaitMs = 300_000;

function parseWait(text: string): number {
  const waitMs = parseDuration(text);
  if (waitMs <= longestWaitMs) return waitMs;
  throw new UsageError(`"${text}" is too long: the gateway waits 5m at most`);
}
