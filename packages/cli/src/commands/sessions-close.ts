import { type CloseVerdict, type Session, ConnectionError, TimeoutError } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import { describeError } from '../describe-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import {
  commonAliases,
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { type ProofFlags, proofFlags } from '../flags/proof-flags.ts';
import { sessionIdArgument } from '../flags/session-id.ts';
import { formatDuration } from '../output/format-duration.ts';
import { formatFor } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';

type SessionsCloseFlags = GatewayFlags & OutputFlags & ProofFlags;

export const sessionsCloseCommand = buildCommand<SessionsCloseFlags, string[], SluiceContext>({
  func(flags, ...ids) {
    return closeSessions(this, flags, ids);
  },
  parameters: {
    positional: { kind: 'array', parameter: sessionIdArgument },
    flags: {
      ...proofFlags('close', 'close'),
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Close sessions, and wait until all that they held is back',
    fullDescription:
      'Their statements are cancelled first, those that wait before the one that runs.\n\n' +
      'Exit codes: 0 closed (with --no-wait: accepted); 1 refused; 5 it had ended before; 6 not ' +
      'confirmed in time: the close goes on, and the command may be given again.',
  },
});

/** The first of these that happened to one of the sessions is the exit code of all. */
const worst = [
  exitCodes.notAllowed,
  exitCodes.failed,
  exitCodes.notConfirmed,
  exitCodes.finishedBefore,
];

/** What became of one close, as it is printed. */
interface CloseOutcome {
  readonly id: string;
  readonly verdict: CloseVerdict['kind'];
  readonly status: Session['status'];
  readonly confirmed_ms: number | null;
}

interface Attempt {
  /** Null where the gateway refused. */
  readonly outcome: CloseOutcome | null;
  readonly remark: string | null;
  readonly exitCode: ExitCode;
}

async function closeSessions(
  context: SluiceContext,
  flags: SessionsCloseFlags,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) throw new UsageError('name the sessions by their ids');
  const { sessions } = connect(context, flags);
  const waitMs = flags.wait ? flags.timeout : 0;
  const attempts = await Promise.all(
    ids.map((id) => attempt(id, flags.wait, () => sessions.close(id, { waitMs }))),
  );
  const outcomes = attempts.flatMap(({ outcome }) => outcome ?? []);
  if (outcomes.length > 0) {
    const format = formatFor(context, flags.output);
    await writeListing(context, format, columns, outcomes, (one) => one.id);
  }
  const notes = notesFor(context, flags.quiet);
  for (const { remark } of attempts) if (remark !== null) notes.say(remark);
  context.process.exitCode =
    worst.find((code) => attempts.some(({ exitCode }) => exitCode === code)) ?? exitCodes.done;
}

async function attempt(
  id: string,
  isWaiting: boolean,
  close: () => Promise<CloseVerdict>,
): Promise<Attempt> {
  try {
    const verdict = await close();
    return { outcome: outcomeOf(verdict), ...tell(verdict, isWaiting) };
  } catch (error) {
    const { message, exitCode } = describeError(error);
    // The wish may be durable although its answer was lost; asked twice it is one.
    const unsure =
      error instanceof ConnectionError || error instanceof TimeoutError
        ? '. The close may have been accepted; give it again when the gateway is back'
        : '';
    return { outcome: null, remark: `sluice: ${id}: ${message}${unsure}`, exitCode };
  }
}

function tell(verdict: CloseVerdict, isWaiting: boolean): Omit<Attempt, 'outcome'> {
  const { id, status } = verdict.session;
  switch (verdict.kind) {
    case 'closed':
      return { remark: null, exitCode: exitCodes.done };
    case 'ended_otherwise':
      return { remark: `session ${id} had ended: ${status}`, exitCode: exitCodes.finishedBefore };
    case 'not_confirmed': {
      const remark = `the close goes on; to wait for its end: sluice sessions close ${id}`;
      return { remark, exitCode: isWaiting ? exitCodes.notConfirmed : exitCodes.done };
    }
  }
}

function outcomeOf(verdict: CloseVerdict): CloseOutcome {
  const { kind, session } = verdict;
  const confirmedMs = kind === 'closed' ? verdict.confirmedInMs : null;
  return { id: session.id, verdict: kind, status: session.status, confirmed_ms: confirmedMs };
}

const columns: readonly ListingColumn<CloseOutcome>[] = [
  { name: 'id', alignment: 'left', value: ({ id }) => id },
  { name: 'verdict', alignment: 'left', value: ({ verdict }) => verdict },
  { name: 'status', alignment: 'left', value: ({ status }) => status },
  {
    name: 'confirmed_ms',
    title: 'CONFIRMED IN',
    alignment: 'right',
    value: (outcome) => outcome.confirmed_ms,
    show: ({ confirmed_ms }) => (confirmed_ms === null ? '' : formatDuration(confirmed_ms)),
  },
];
