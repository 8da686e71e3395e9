import { sessionIds } from '../completing/session-ids.ts';
import { buildCommand } from '../build-command.ts';
import { commonAliases, gatewayFlags, outputFlags, queueFlags } from '../flags/common-flags.ts';
import { sourceAliases, statementFlags } from '../flags/statement-flags.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { type SqlFlags, runSql } from './run-sql.ts';

export const sqlCommand = buildCommand<SqlFlags, [source?: string], SluiceContext>({
  func(flags, source) {
    return runSql(this, flags, source);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, optional: true, placeholder: '-', brief: 'read it from standard input' },
      ],
    },
    flags: {
      ...statementFlags,
      session: {
        kind: 'parsed',
        parse: String,
        proposeCompletions: sessionIds,
        optional: true,
        placeholder: 'ID',
        brief: 'session to run it in; Ctrl-C stops the statement and keeps the session',
      },
      check: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'say whether it could run and what it is, and run nothing',
      },
      ...queueFlags,
      database: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: "database of table names without one; default: the queue's",
      },
      key: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'KEY',
        brief: 'your own name for this job: the same key again yields the same job',
      },
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: { ...commonAliases, ...sourceAliases },
  },
  docs: {
    brief: 'Run a statement and print its result',
    fullDescription: `Submits one SQL statement, waits for its end and prints its rows.

Several statements in one text run one after the other until one does not succeed, in one session: with what one leaves, such as a temporary table, and each with its rows. Without --session that is a session of their own, which is closed at the end. Ctrl-C cancels the one that runs, and none behind it runs.

--param gives the statement a value for a parameter, never by pasting it into the text: NAME=TEXT for $NAME, 1=TEXT for $1 or the first ?. A text becomes a value of the type that the statement wants there; NAME:=JSON is a number, true, false or null where it leaves that open.

Ctrl-C cancels the statement and waits until it was seen to stop; a second Ctrl-C leaves at once, and the cancel goes on. With --session it keeps the session. A Ctrl-C that comes too late says "finished before the stop".

stdout has data only. In TSV, tab, line ends and backslash are written \\t \\n \\r \\\\, and NULL is empty; CSV and JSON tell NULL from empty text. Integers are exact in every form.

Exit codes: 0 done; 1 the job failed, was lost, or somebody else cancelled it; 2 usage; 3 --timeout is over and the job goes on; 4 no right; 5 finished before the Ctrl-C; 6 stop not confirmed; 130 stopped by Ctrl-C.`,
    customUsage: [
      '-c "SELECT 42 AS answer"',
      { input: "-c 'SELECT $n + 1' --param n:=41", brief: 'with the value of a parameter' },
      { input: '-f report.sql -o csv', brief: 'all rows as CSV' },
      { input: '-f report.sql --download report.parquet', brief: 'all rows into a file' },
      {
        input: '--session ID -c "SELECT * FROM t"',
        brief: 'in a session, where t may be temporary',
      },
      { input: '--async -o name -c "SELECT 42"', brief: 'prints the id of the job' },
    ],
  },
});
