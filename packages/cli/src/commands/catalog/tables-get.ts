import type { Table } from '@sluice/client';
import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../../flags/common-flags.ts';
import { tableArgument } from '../../flags/table-argument.ts';
import { showTableName, type TableName } from '../../flags/table-name.ts';
import { formatFor } from '../../output/formats.ts';
import { type Field, writeRecord } from '../../output/write-record.ts';
import type { SluiceContext } from '../../sluice-context.ts';

interface TablesGetFlags extends CallFlags, OutputFlags {}

export const tablesGetCommand = buildCommand<TablesGetFlags, [name: TableName], SluiceContext>({
  func(flags, name) {
    return getTable(this, flags, name);
  },
  parameters: {
    positional: { kind: 'tuple', parameters: [tableArgument] },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Show a table or a view with its columns',
    fullDescription: 'Its first rows: sluice tables preview',
  },
});

async function getTable(
  context: SluiceContext,
  flags: TablesGetFlags,
  { database, table: name }: TableName,
): Promise<void> {
  const table = await connect(context, flags, flags.timeout).catalog.table(database, name);
  await writeRecord(context, formatFor(context, flags.output), {
    fields: fieldsOf(table),
    whole: table,
    name: showTableName({ database: table.database, table: table.name }),
  });
}

function fieldsOf(table: Table): readonly Field[] {
  return [
    ['database', table.database],
    ['name', table.name],
    ['kind', table.kind],
    ['comment', table.comment || null],
    ...table.columns.map((column): Field => {
      const comment = column.comment === '' ? '' : `  ${column.comment}`;
      return ['column', `${column.name}  ${column.type}${comment}`];
    }),
    ['sql', table.sql],
  ];
}
