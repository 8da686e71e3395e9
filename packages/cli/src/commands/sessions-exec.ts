import { buildCommand } from '../build-command.ts';
import {
  commonAliases,
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { sessionIdArgument } from '../flags/session-id.ts';
import { sourceAliases, type StatementFlags, statementFlags } from '../flags/statement-flags.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { runSql } from './run-sql.ts';

type SessionsExecFlags = StatementFlags & GatewayFlags & OutputFlags;

export const sessionsExecCommand = buildCommand<
  SessionsExecFlags,
  [session: string, source?: string],
  SluiceContext
>({
  func(flags, session, source) {
    return runSql(this, { ...flags, session, check: false }, source);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        sessionIdArgument,
        { parse: String, optional: true, placeholder: '-', brief: 'read it from standard input' },
      ],
    },
    flags: {
      ...statementFlags,
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: { ...commonAliases, ...sourceAliases },
  },
  docs: {
    brief: 'Run a statement in a session and print its result',
    fullDescription:
      'The same as sluice sql --session ID, with its exit codes: Ctrl-C cancels the statement, waits ' +
      'until it was seen to stop, and keeps the session.',
  },
});
