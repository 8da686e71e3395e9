import { newKey, type SluiceClient, type SplitSql } from '@sluice/client';
import { describeError } from '../describe-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { tagsOf } from '../flags/tag.ts';
import { type Format, formatFor } from '../output/formats.ts';
import { isClosedPipe } from '../output/is-closed-pipe.ts';
import { awaitSession, describeUnusable } from '../running/await-session.ts';
import { clientLeaseMs } from '../running/client-lease.ts';
import { variablesOf } from '../flags/use-variables.ts';
import { listenForInterrupts } from '../running/interrupts.ts';
import type { Notes } from '../running/notes.ts';
import { runJob } from '../running/run-job.ts';
import { runnableStatement } from '../running/runnable-statement.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import { wishedQueue } from '../wished-queue.ts';
import type { SqlFlags } from './run-sql.ts';
import { tellRun } from './tell-run.ts';

type Statements = SplitSql['statements'];

/**
 * Runs statements one after the other in one session, until one does not succeed: that of `--session`, or one
 * of its own, which is closed at the end.
 */
export async function runScript(
  context: SluiceContext,
  client: SluiceClient,
  statements: Statements,
  flags: SqlFlags,
  notes: Notes,
): Promise<ExitCode> {
  refuseFlagsOfOne(statements.length, flags);
  if (flags.session !== undefined) {
    return runInOrder(context, client, flags.session, statements, flags, notes);
  }
  const opened = await openSession(context, client, flags, notes);
  if (opened.kind !== 'open') return opened.exitCode;
  const { id } = opened.session;
  try {
    using _lease = client.sessions.keepLease(id, clientLeaseMs);
    return await runInOrder(context, client, id, statements, flags, notes);
  } finally {
    await closeSession(context, client, id, notes);
  }
}

function refuseFlagsOfOne(count: number, flags: SqlFlags): void {
  const { session, param, async: isAsync, key, timeout, detachOnInterrupt, download } = flags;
  const isOwn = session === undefined;
  const given = [
    param !== undefined && '--param',
    isAsync && '--async',
    key !== undefined && '--key',
    download !== undefined && '--download',
    // What they leave running would end with the session.
    isOwn && timeout !== undefined && '--timeout',
    isOwn && detachOnInterrupt && '--detach-on-interrupt',
  ].filter((flag) => flag !== false);
  if (given.length === 0) return;
  const instead = isOwn && given.every((flag) => flag === '--timeout') ? ', or with --session' : '';
  throw new UsageError(
    `${given.join(' and ')} can only go with one statement${instead}: the text has ${count}`,
  );
}

/** Its own client lease closes it when this process is gone. */
async function openSession(
  context: SluiceContext,
  client: SluiceClient,
  flags: SqlFlags,
  notes: Notes,
) {
  const { database } = flags;
  using interrupts = listenForInterrupts(context.signals);
  const made = await client.sessions.create({
    client_lease_ms: clientLeaseMs,
    ...wishedQueue(context, flags),
    ...(database !== undefined && { database }),
  });
  const awaited = await awaitSession(context, client, made, interrupts, notes, {
    isQuiet: flags.quiet,
  });
  if (awaited.kind === 'open' || awaited.kind === 'interrupted') return awaited;
  notes.say(describeUnusable(awaited.session));
  return { kind: 'unusable', exitCode: exitCodes.failed } as const;
}

async function runInOrder(
  context: SluiceContext,
  client: SluiceClient,
  sessionId: string,
  statements: Statements,
  flags: SqlFlags,
  notes: Notes,
): Promise<ExitCode> {
  const format = formatFor(context, flags.output);
  const deadline = performance.now() + (flags.timeout ?? Infinity);
  let hasRows = false;
  for (const [index, { sql, line }] of statements.entries()) {
    const tellPlace = () => {
      const behind = index + 1 < statements.length ? '; none behind it runs' : '';
      notes.say(`at statement ${index + 1} of ${statements.length}, in line ${line}${behind}`);
    };
    const order = { sql, key: newKey(), ...tagsOf(flags), ...variablesOf(flags) };
    const wish = {
      ...runnableStatement(client, { sessionId, ...order }),
      timeoutMs: flags.timeout === undefined ? undefined : deadline - performance.now(),
      isAsync: false,
      detachesOnInterrupt: flags.detachOnInterrupt,
      isQuiet: flags.quiet,
    };
    try {
      const run = await runJob(context, client, wish, notes);
      const lead = hasRows ? leadOf(format) : '';
      const rows = { format, limit: flags.limit, lead };
      const exitCode = await tellRun(context, client, run, rows, notes);
      if (exitCode !== exitCodes.done) {
        tellPlace();
        return exitCode;
      }
      hasRows ||= run.kind === 'ended' && (run.job.result?.columns.length ?? 0) > 0;
    } catch (error) {
      if (!isClosedPipe(error)) {
        tellPlace();
        throw error;
      }
      // All has run, and whoever read it has seen enough.
      if (index + 1 === statements.length) throw error;
      notes.say('stopped: nobody reads the output any more');
      tellPlace();
      return exitCodes.failed;
    }
  }
  return exitCodes.done;
}

/** What stands between the rows of two statements; the other forms need nothing, or have no word for it. */
function leadOf(format: Format): string {
  switch (format) {
    case 'table':
      return '\n';
    case 'yaml':
      return '---\n';
    case 'tsv':
    case 'csv':
    case 'json':
    case 'jsonl':
    case 'name':
      return '';
  }
}

/**
 * How the statements ended is what counts; without a close its client lease ends the session. The Ctrl-C that
 * npx passes on comes now and is none to leave for.
 */
async function closeSession(
  context: SluiceContext,
  client: SluiceClient,
  id: string,
  notes: Notes,
): Promise<void> {
  using interrupts = listenForInterrupts(context.signals);
  try {
    const { kind } = await client.sessions.close(id, { signal: interrupts.second });
    if (kind === 'not_confirmed') {
      notes.say(`session ${id} is not closed yet: the close goes on`);
    }
  } catch (error) {
    notes.say(`session ${id} is not closed yet: ${describeError(error).message}`);
  }
}
