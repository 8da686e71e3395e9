import { newKey, type SluiceClient, type SplitSql } from '@sluice/client';
import { connect } from '../connect.ts';
import type { GatewayFlags, OutputFlags, QueueFlags } from '../flags/common-flags.ts';
import { downloadOf } from '../flags/download-flags.ts';
import { toParameterValues } from '../flags/parameter.ts';
import type { StatementFlags } from '../flags/statement-flags.ts';
import { variablesOf } from '../flags/use-variables.ts';
import { tagsOf } from '../flags/tag.ts';
import { formatFor } from '../output/formats.ts';
import { demandPlace } from '../running/demand-place.ts';
import { notesFor } from '../running/notes.ts';
import { runJob } from '../running/run-job.ts';
import { runnableStatement, type Statement } from '../running/runnable-statement.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import { wishedQueue } from '../wished-queue.ts';
import { checkStatement } from './check-statement.ts';
import { readStatement } from './read-statement.ts';
import { runScript } from './run-script.ts';
import { tellRun } from './tell-run.ts';

export interface SqlFlags extends StatementFlags, GatewayFlags, OutputFlags, QueueFlags {
  readonly session?: string | undefined;
  readonly database?: string | undefined;
  readonly key?: string | undefined;
  readonly check: boolean;
}

export async function runSql(
  context: SluiceContext,
  flags: SqlFlags,
  source?: string,
): Promise<void> {
  const sql = await findStatement(context, flags, source);
  const statement = toStatement(context, sql, flags);
  const download = downloadOf(flags);
  if (download && flags.async) {
    throw new UsageError('--download waits for the rows, and --async does not');
  }
  if (download) demandPlace(context, download.target);
  const client = connect(context, flags);
  if (flags.check) return checkStatement(context, client, sql, flags);
  const notes = notesFor(context, flags.quiet);
  const statements = await severalIn(context, client, sql, flags);
  if (statements) {
    context.process.exitCode = await runScript(context, client, statements, flags, notes);
    return;
  }
  const wish = {
    ...runnableStatement(client, statement),
    timeoutMs: flags.timeout,
    isAsync: flags.async,
    detachesOnInterrupt: flags.detachOnInterrupt,
    isQuiet: flags.quiet,
  };
  const run = await runJob(context, client, wish, notes);
  const rows = {
    format: formatFor(context, flags.output),
    limit: flags.limit,
    download: download && { ...download, limit: flags.limit, isQuiet: flags.quiet },
  };
  context.process.exitCode = await tellRun(context, client, run, rows, notes);
}

/** That of the command line, or of a template. */
async function findStatement(
  context: SluiceContext,
  flags: SqlFlags,
  source: string | undefined,
): Promise<string> {
  const { template, command, file } = flags;
  if (template === undefined) return readStatement(context, flags, source);
  if ([command, file, source].some((way) => way !== undefined)) {
    throw new UsageError('--template stands without -c TEXT, -f FILE and -');
  }
  return (await connect(context, flags).templates.get(template)).sql;
}

/** Null where the text is one statement, or none. */
async function severalIn(
  context: SluiceContext,
  client: SluiceClient,
  sql: string,
  flags: SqlFlags,
): Promise<SplitSql['statements'] | null> {
  // Of what is behind a semicolon only the engine can say whether it is another statement.
  if (!/;\s*\S/u.test(sql)) return null;
  const { session } = flags;
  const where =
    session === undefined
      ? wishedQueue(context, flags)
      : { queue: (await client.sessions.get(session)).queue };
  const statements = await client.split({ sql, ...where });
  return statements.length > 1 ? statements : null;
}

function toStatement(context: SluiceContext, sql: string, flags: SqlFlags): Statement {
  const { session, queue, database, key } = flags;
  const statement = {
    sql,
    ...variablesOf(flags),
    ...toParameterValues(flags.param),
    ...tagsOf(flags),
  };
  if (session !== undefined) {
    const ofJobs = [queue, database, key];
    if (ofJobs.every((flag) => flag === undefined))
      return { sessionId: session, key: newKey(), ...statement };
    throw new UsageError('--session stands without --queue, --database and --key');
  }
  return {
    ...statement,
    // A key of our own too, so that a Ctrl-C can cancel what has not been answered yet.
    key: key ?? newKey(),
    ...wishedQueue(context, flags),
    ...(database !== undefined && { database }),
  };
}
