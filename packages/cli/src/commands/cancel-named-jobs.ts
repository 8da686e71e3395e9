import { type CancelByKeyVerdict, ConnectionError, TimeoutError } from '@sluice/client';
import { connect } from '../connect.ts';
import { describeError } from '../describe-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { GatewayFlags, OutputFlags } from '../flags/common-flags.ts';
import type { ProofFlags } from '../flags/proof-flags.ts';
import { formatFor } from '../output/formats.ts';
import { demandNoun, demandNounOfKey } from '../running/demand-noun.ts';
import { describeEnding } from '../running/describe-ending.ts';
import { pluralOf, type Noun } from '../running/noun-of.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import { type CancelOutcome, writeOutcomes } from './cancel-outcome.ts';

export interface CancelFlags extends GatewayFlags, OutputFlags, ProofFlags {
  readonly key?: string | undefined;
  /** Milliseconds. */
  readonly grace?: number | undefined;
  readonly dryRun: boolean;
}

/**
 * Cancels jobs, prints what became of each, and tells the worst by the exit code.
 */
export async function cancelNamedJobs(
  context: SluiceContext,
  flags: CancelFlags,
  ids: readonly string[],
  noun: Noun,
): Promise<void> {
  const { key, wait, dryRun } = flags;
  if ((ids.length === 0) === (key === undefined)) {
    throw new UsageError(
      `name the ${pluralOf(noun)} by their ids, one by --key KEY, or many by --queue, --owner, --tag, --status, ` +
        '--older-than, --search or --all',
    );
  }
  if (dryRun)
    throw new UsageError(`--dry-run is for ${pluralOf(noun)} that are named by a filter or --all`);
  const client = connect(context, flags);
  const options = { waitMs: wait ? flags.timeout : 0, graceMs: flags.grace };
  const cancelOne = async (id: string) => {
    await demandNoun(client, noun, 'cancel', id);
    return client.cancel(id, options);
  };
  const cancelByKey = async (named: string) => {
    await demandNounOfKey(client, noun, named);
    return client.cancelByKey(named, options);
  };
  const attempts =
    key === undefined
      ? await Promise.all(ids.map((id) => attempt(id, wait, () => cancelOne(id))))
      : [await attempt(key, wait, () => cancelByKey(key))];

  const outcomes = attempts.flatMap(({ outcome }) => outcome ?? []);
  if (outcomes.length > 0) {
    await writeOutcomes(context, formatFor(context, flags.output), outcomes);
  }
  const notes = notesFor(context, flags.quiet);
  for (const { remark } of attempts) if (remark !== null) notes.say(remark);
  context.process.exitCode =
    worst.find((code) => attempts.some(({ exitCode }) => exitCode === code)) ?? exitCodes.done;
}

/** The first of these that happened to one of the jobs is the exit code of all. */
const worst = [
  exitCodes.notAllowed,
  exitCodes.failed,
  exitCodes.notConfirmed,
  exitCodes.finishedBefore,
  exitCodes.usage,
];

interface Attempt {
  /** Null where the gateway refused. */
  readonly outcome: CancelOutcome | null;
  readonly remark: string | null;
  readonly exitCode: ExitCode;
}

async function attempt(
  name: string,
  isWaiting: boolean,
  cancel: () => Promise<CancelByKeyVerdict>,
): Promise<Attempt> {
  try {
    return toAttempt(await cancel(), isWaiting);
  } catch (error) {
    const { message, exitCode } = describeError(error);
    // The wish may be durable although its answer was lost; asked twice it is one.
    const unsure =
      error instanceof ConnectionError || error instanceof TimeoutError
        ? '. The cancel may have been accepted; give it again when the gateway is back'
        : '';
    return { outcome: null, remark: `sluice: ${name}: ${message}${unsure}`, exitCode };
  }
}

function toAttempt(verdict: CancelByKeyVerdict, isWaiting: boolean): Attempt {
  const outcome = toOutcome(verdict);
  switch (verdict.kind) {
    case 'cancelled':
      return { outcome, remark: null, exitCode: exitCodes.done };
    case 'ended_otherwise': {
      const remark = `finished before the cancel: ${describeEnding(verdict.job)}`;
      return { outcome, remark, exitCode: exitCodes.finishedBefore };
    }
    case 'not_confirmed': {
      const remark = `the cancel goes on; to wait for its end: sluice jobs wait ${verdict.job.id}`;
      return { outcome, remark, exitCode: isWaiting ? exitCodes.notConfirmed : exitCodes.done };
    }
    case 'awaiting_submit': {
      const remark = `no job has this key; one that comes until ${verdict.expiresAt} will not run`;
      return { outcome, remark, exitCode: exitCodes.done };
    }
  }
}

function toOutcome(verdict: CancelByKeyVerdict): CancelOutcome {
  const { kind } = verdict;
  if (kind === 'awaiting_submit') {
    return { id: verdict.key, verdict: kind, status: null, confirmed_ms: null };
  }
  const { id, status } = verdict.job;
  const confirmed_ms = kind === 'cancelled' ? verdict.confirmedInMs : null;
  return { id, verdict: kind, status, confirmed_ms };
}
