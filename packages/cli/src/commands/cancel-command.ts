import { jobIds } from '../completing/job-ids.ts';
import { queueNames } from '../completing/queue-names.ts';
import { buildCommand } from '../build-command.ts';
import { commonAliases, gatewayFlags, outputFlags } from '../flags/common-flags.ts';
import { parseDuration } from '../flags/duration.ts';
import { parseGrace } from '../flags/grace.ts';
import { proofFlags } from '../flags/proof-flags.ts';
import { tagFlag } from '../flags/tag.ts';
import { type Noun, pluralOf, textOf } from '../running/noun-of.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import { type CancelFlags, cancelNamedJobs } from './cancel-named-jobs.ts';
import {
  cancelMatchingJobs,
  liveStatuses,
  type MatchFlags,
  matchOf,
} from './cancel-matching-jobs.ts';

type Flags = CancelFlags & MatchFlags;

/** Of batches those that match a filter are batches alone. */
export function cancelCommand(noun: Noun) {
  const many = pluralOf(noun);
  return buildCommand<Flags, string[], SluiceContext>({
    func(flags, ...ids) {
      const match = matchOf(flags, noun);
      if (!match) return cancelNamedJobs(this, flags, ids, noun);
      if (ids.length > 0 || flags.key !== undefined) {
        throw new UsageError(`name the ${many} one by one or by a filter, not both`);
      }
      return cancelMatchingJobs(this, flags, match, noun);
    },
    parameters: {
      positional: {
        kind: 'array',
        parameter: {
          parse: String,
          proposeCompletions: jobIds(noun, [...liveStatuses]),
          placeholder: 'id',
          brief: `ids of the ${many}`,
        },
      },
      flags: {
        key: {
          kind: 'parsed',
          parse: String,
          optional: true,
          placeholder: 'KEY',
          brief: 'cancel the one of this key, also one that is still to come',
        },
        all: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: `cancel every live ${noun} of the project; stands alone`,
        },
        queue: {
          kind: 'parsed',
          parse: String,
          proposeCompletions: queueNames,
          optional: true,
          placeholder: 'NAME',
          brief: `cancel the ${many} of this queue`,
        },
        owner: {
          kind: 'parsed',
          parse: String,
          optional: true,
          placeholder: 'USER',
          brief: `cancel the ${many} of this user`,
        },
        status: {
          kind: 'enum',
          values: liveStatuses,
          variadic: ',',
          optional: true,
          brief: `cancel the ${many} in one of these, such as queued,launching`,
        },
        tag: tagFlag(`cancel the ${many} with this tag`),
        olderThan: {
          kind: 'parsed',
          parse: parseAge,
          optional: true,
          placeholder: 'TIME',
          brief: `cancel the ${many} that were submitted longer ago (10m, 2h)`,
        },
        search: {
          kind: 'parsed',
          parse: String,
          optional: true,
          placeholder: 'TEXT',
          brief: `cancel the ${many} with this text in their ${textOf(noun)}`,
        },
        dryRun: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: `list the ${many} that these flags mean, and cancel none`,
        },
        ...proofFlags('stop', 'cancel'),
        grace: {
          kind: 'parsed',
          parse: parseGrace,
          optional: true,
          placeholder: 'TIME',
          brief: 'how long a batch may take to end by itself; default: as it was submitted',
        },
        ...outputFlags,
        ...gatewayFlags,
      },
      aliases: commonAliases,
    },
    docs: {
      brief: `Cancel ${many}, and wait until they were seen to stop`,
      fullDescription:
        'They are named by their ids, one by --key, or many by a filter: they must have all that its ' +
        'flags say. ' +
        'Exit codes: 0 all were cancelled (with --no-wait: all cancels were accepted); 5 one had ' +
        'ended otherwise before; 6 one was not seen to stop in time, and its cancel goes on; ' +
        '1 one could not be cancelled.',
    },
  });
}

function parseAge(text: string): number {
  const ageMs = parseDuration(text);
  if (ageMs > 0) return ageMs;
  throw new UsageError(`"${text}" is no age: write 10m or 2h`);
}
