import type { SluiceClient } from '@sluice/client';
import { variablesOf } from '../flags/use-variables.ts';
import { formatFor } from '../output/formats.ts';
import { writeRecord } from '../output/write-record.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import { wishedQueue } from '../wished-queue.ts';
import type { SqlFlags } from './run-sql.ts';

/** Says what a statement is that could run now, and runs nothing. */
export async function checkStatement(
  context: SluiceContext,
  client: SluiceClient,
  sql: string,
  flags: SqlFlags,
): Promise<void> {
  const { database, session, async: isAsync, key, tag, param, download } = flags;
  const ofJobs = [session, key, tag, param, download];
  if (isAsync || ofJobs.some((flag) => flag !== undefined)) {
    throw new UsageError(
      '--check makes no job: it stands without --session, --async, --key, --tag, --param and --download',
    );
  }
  const check = await client.check({
    sql,
    ...wishedQueue(context, flags),
    ...(database !== undefined && { database }),
    ...variablesOf(flags),
  });
  const { statement_class: statementClass, parameter_count: count, parameter_names } = check;
  await writeRecord(context, formatFor(context, flags.output), {
    fields: [
      ['class', statementClass],
      ...parameter_names.map((name) => ['parameter', `$${name}`] as const),
      ['parameters by place', String(count)],
      ['sql', check.sql],
    ],
    whole: check,
    name: statementClass,
  });
}
