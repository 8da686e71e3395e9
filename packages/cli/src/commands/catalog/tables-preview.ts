import { newKey } from '@sluice/client';
import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import {
  commonAliases,
  type GatewayFlags,
  gatewayFlags,
  type OutputFlags,
  outputFlags,
  type QueueFlags,
  queueFlags,
} from '../../flags/common-flags.ts';
import { runFlags } from '../../flags/run-flags.ts';
import { tableArgument } from '../../flags/table-argument.ts';
import { quoteName, type TableName } from '../../flags/table-name.ts';
import { wholeNumber } from '../../flags/whole-number.ts';
import { formatFor } from '../../output/formats.ts';
import { notesFor } from '../../running/notes.ts';
import { runJob } from '../../running/run-job.ts';
import { runnableStatement } from '../../running/runnable-statement.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { wishedQueue } from '../../wished-queue.ts';
import { tellRun } from '../tell-run.ts';

interface TablesPreviewFlags extends GatewayFlags, OutputFlags, QueueFlags {
  readonly limit: number;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

export const tablesPreviewCommand = buildCommand<
  TablesPreviewFlags,
  [name: TableName],
  SluiceContext
>({
  func(flags, name) {
    return previewTable(this, flags, name);
  },
  parameters: {
    positional: { kind: 'tuple', parameters: [tableArgument] },
    flags: {
      limit: {
        kind: 'parsed',
        parse: wholeNumber(1),
        default: '10',
        placeholder: 'ROWS',
        brief: 'rows to print',
      },
      ...queueFlags,
      timeout: runFlags.timeout,
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Print the first rows of a table or a view',
    fullDescription:
      'A job of SQL, FROM database.table LIMIT 10, with the exit codes of sluice sql: Ctrl-C cancels it.',
  },
});

async function previewTable(
  context: SluiceContext,
  flags: TablesPreviewFlags,
  { database, table }: TableName,
): Promise<void> {
  const { limit, timeout, quiet } = flags;
  const client = connect(context, flags);
  const notes = notesFor(context, quiet);
  const sql = `FROM ${quoteName(database)}.${quoteName(table)} LIMIT ${limit}`;
  const order = { sql, key: newKey(), ...wishedQueue(context, flags) };
  const wish = {
    ...runnableStatement(client, order),
    timeoutMs: timeout,
    isAsync: false,
    detachesOnInterrupt: false,
    isQuiet: quiet,
  };
  const run = await runJob(context, client, wish, notes);
  const rows = { format: formatFor(context, flags.output), limit };
  context.process.exitCode = await tellRun(context, client, run, rows, notes);
}
