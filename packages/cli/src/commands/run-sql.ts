import { type EndedJob, type SluiceClient, type Tag, newKey } from '@sluice/client';
import { connect } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { GatewayFlags, OutputFlags } from '../flags/common-flags.ts';
import { toParameterValues } from '../flags/parameter.ts';
import type { StatementFlags } from '../flags/statement-flags.ts';
import { formatDuration } from '../output/format-duration.ts';
import { formatFor } from '../output/formats.ts';
import { countRows, describeEnding } from '../running/describe-ending.ts';
import { type Notes, notesFor } from '../running/notes.ts';
import { type Run, runStatement } from '../running/run-statement.ts';
import type { Statement } from '../running/submit-statement.ts';
import { tellStillRunning } from '../running/tell-still-running.ts';
import { writeResult } from '../running/write-result.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import { readStatement } from './read-statement.ts';
import { writeJob } from './write-job.ts';

export interface SqlFlags extends StatementFlags, GatewayFlags, OutputFlags {
  readonly session?: string | undefined;
  readonly queue?: string | undefined;
  readonly database?: string | undefined;
  readonly key?: string | undefined;
  readonly tag?: readonly Tag[] | undefined;
}

export async function runSql(
  context: SluiceContext,
  flags: SqlFlags,
  source?: string,
): Promise<void> {
  const statement = toStatement(await readStatement(context, flags, source), flags);
  const client = connect(context, flags);
  const notes = notesFor(context, flags.quiet);
  const wish = {
    statement,
    timeoutMs: flags.timeout,
    isAsync: flags.async,
    detachesOnInterrupt: flags.detachOnInterrupt,
    isQuiet: flags.quiet,
  };
  const run = await runStatement(context, client, wish, notes);
  context.process.exitCode = await tell(context, client, run, flags, notes);
}

function toStatement(sql: string, flags: SqlFlags): Statement {
  const { session, queue, database, key, tag } = flags;
  const statement = { sql, ...toParameterValues(flags.param) };
  if (session !== undefined) {
    const ofJobs = [queue, database, key, tag];
    if (ofJobs.every((flag) => flag === undefined)) return { sessionId: session, ...statement };
    throw new UsageError('--session stands without --queue, --database, --key and --tag');
  }
  return {
    ...statement,
    // A key of our own too, so that a Ctrl-C can cancel what has not been answered yet.
    key: key ?? newKey(),
    ...(queue !== undefined && { queue }),
    ...(database !== undefined && { database }),
    ...(tag !== undefined && { tags: [...tag] }),
  };
}

async function tell(
  context: SluiceContext,
  client: SluiceClient,
  run: Run,
  flags: SqlFlags,
  notes: Notes,
): Promise<ExitCode> {
  const format = formatFor(context, flags.output);
  switch (run.kind) {
    case 'interrupted':
      return run.exitCode;
    case 'submitted':
      await writeJob(context, format, run.job);
      return exitCodes.done;
    case 'live':
      return tellStillRunning(run.job, notes);
    case 'ended':
      if (run.job.status !== 'succeeded') {
        notes.say(describeEnding(run.job));
        return exitCodes.failed;
      }
      await writeResult(context, client, run.job.id, { format, limit: flags.limit }, notes);
      tellSize(context, run.job, notes);
      return exitCodes.done;
  }
}

/** A program is told nothing more: it has the rows. */
function tellSize({ process }: SluiceContext, job: EndedJob, notes: Notes): void {
  if (!process.stderr.isTTY) return;
  const { result, submitted_at, ended_at } = job;
  if (!result || result.columns.length === 0) return notes.remark(describeEnding(job));
  const tookMs = Date.parse(ended_at ?? submitted_at) - Date.parse(submitted_at);
  notes.remark(`${countRows(result.row_count)} in ${formatDuration(tookMs)}`);
}
