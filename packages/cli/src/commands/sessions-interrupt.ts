import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { type ProofFlags, proofFlags } from '../flags/proof-flags.ts';
import { sessionIdArgument } from '../flags/session-id.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { cancelNamedJobs } from './cancel-named-jobs.ts';
import { cancelMatchingJobs } from './cancel-matching-jobs.ts';

interface SessionsInterruptFlags extends GatewayFlags, OutputFlags, ProofFlags {
  readonly all: boolean;
}

export const sessionsInterruptCommand = buildCommand<
  SessionsInterruptFlags,
  [id: string],
  SluiceContext
>({
  func(flags, id) {
    return interruptSession(this, flags, id);
  },
  parameters: {
    positional: { kind: 'tuple', parameters: [sessionIdArgument] },
    flags: {
      all: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'cancel those that wait as well',
      },
      ...proofFlags('stop', 'cancel'),
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Cancel the statement of a session that runs, and keep the session',
    fullDescription:
      'The first statement that has not ended is cancelled, as by sluice jobs cancel; the next one ' +
      'runs then, unless it was submitted together with it.\n\n' +
      'Exit codes: 0 it was seen to stop, or none runs; 5 it finished before the cancel; 6 not ' +
      'confirmed in time.',
  },
});

const live = ['queued', 'launching', 'running', 'cancelling'] as const;

async function interruptSession(
  context: SluiceContext,
  flags: SessionsInterruptFlags,
  id: string,
): Promise<void> {
  const { sessions } = connect(context, flags);
  const { statements } = await sessions.statements(id, { status: [...live], limit: 1 });
  const [first] = statements;
  const notes = notesFor(context, flags.quiet);
  if (!first) return notes.say(`no statement of session ${id} runs or waits`);
  const cancel = { ...flags, dryRun: false };
  if (flags.all) return cancelMatchingJobs(context, cancel, { session_id: id }, 'job');
  await cancelNamedJobs(context, cancel, [first.id], 'job');
}
