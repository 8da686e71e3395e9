import { buildCommand } from '@stricli/core';
import {
  commonAliases,
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { parseDuration } from '../flags/duration.ts';
import { sessionIdArgument } from '../flags/session-id.ts';
import { wholeNumber } from '../flags/whole-number.ts';
import type { SluiceContext } from '../sluice-context.ts';
import type { StatementFlags } from './read-statement.ts';
import { runSql } from './run-sql.ts';

interface SessionsExecFlags extends StatementFlags, GatewayFlags, OutputFlags {
  readonly async: boolean;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  readonly limit?: number | undefined;
  readonly detachOnInterrupt: boolean;
}

export const sessionsExecCommand = buildCommand<
  SessionsExecFlags,
  [session: string, source?: string],
  SluiceContext
>({
  func(flags, session, source) {
    return runSql(this, { ...flags, session }, source);
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
      command: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'TEXT',
        brief: 'the statement',
      },
      file: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'FILE',
        brief: 'file that holds the statement, in UTF-8',
      },
      async: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'submit, print the job and do not wait',
      },
      timeout: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief: 'how long to wait (5s, 10m); the statement goes on after it',
      },
      limit: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        placeholder: 'ROWS',
        brief: 'rows to print; default: 1000 in a table, else all',
      },
      detachOnInterrupt: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Ctrl-C leaves the statement running',
      },
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: { ...commonAliases, c: 'command', f: 'file' },
  },
  docs: {
    brief: 'Run a statement in a session and print its result',
    fullDescription:
      'The same as sluice sql --session ID, with its exit codes: Ctrl-C cancels the statement, waits ' +
      'until it was seen to stop, and keeps the session.',
  },
});
