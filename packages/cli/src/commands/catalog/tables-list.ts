import { databaseNames } from '../../completing/database-names.ts';
import type { TableEntry } from '@sluice/client';
import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../../flags/common-flags.ts';
import { showTableName } from '../../flags/table-name.ts';
import { formatFor } from '../../output/formats.ts';
import { type ListingColumn, writeListing } from '../../output/write-listing.ts';
import { allPages } from '../../running/all-pages.ts';
import type { SluiceContext } from '../../sluice-context.ts';

interface TablesListFlags extends CallFlags, OutputFlags {}

export const tablesListCommand = buildCommand<TablesListFlags, [database?: string], SluiceContext>({
  func(flags, database) {
    return listTables(this, flags, database);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          parse: String,
          proposeCompletions: databaseNames,
          optional: true,
          placeholder: 'database',
          brief: 'the database; default when absent',
        },
      ],
    },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: { brief: 'List the tables and views of a database' },
});

async function listTables(
  context: SluiceContext,
  flags: TablesListFlags,
  database = 'default',
): Promise<void> {
  const { catalog } = connect(context, flags, flags.timeout);
  const tables = await allPages(
    (page) => catalog.tables(database, page),
    (page) => page.tables,
  );
  const nameOf = ({ name }: TableEntry) => showTableName({ database, table: name });
  await writeListing(context, formatFor(context, flags.output), columns, tables, nameOf);
}

const columns: readonly ListingColumn<TableEntry>[] = [
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  { name: 'kind', alignment: 'left', value: ({ kind }) => kind },
  { name: 'comment', alignment: 'left', value: ({ comment }) => comment },
];
