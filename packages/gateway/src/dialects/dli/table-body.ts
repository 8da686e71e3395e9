import { type Static, Type } from 'typebox';
import type { CatalogWish } from '../../core/ports/catalog.ts';
import { SqlText } from '../sql-text.ts';
import { noExternalTables, noPartitions } from './catalog-refusals.ts';
import { Flag, isYes } from './flag.ts';
import { NameThatIs, TableName } from './names.ts';
import { invalid, type Refusal } from './refusal.ts';

const locations = ['OBS', 'DLI', 'VIEW'] as const;

const Text = Type.String({ pattern: '^[^\\0\\p{Cs}]{0,4096}$', description: 'text' });

const Columns = Type.Array(
  Type.Object({
    column_name: NameThatIs,
    type: Type.String({
      pattern: '^[^\\0\\p{Cs}]{1,4096}$',
      description: 'a type such as int or array<string>',
    }),
    description: Type.Optional(Text),
    is_partition_column: Type.Optional(Flag),
  }),
  { maxItems: 10_000, description: 'an array of at most 10000 {"column_name", "type"} objects' },
);

/** The body of a create (dli-api.md 3.7). What says how files are read is not looked at. */
export const TableBody = Type.Object({
  table_name: TableName,
  data_location: Type.Enum([...locations], { description: `one of ${locations.join(', ')}` }),
  columns: Type.Optional(Columns),
  select_statement: Type.Optional(SqlText),
  description: Type.Optional(Text),
});

export type TableWish =
  | { readonly kind: 'ok'; readonly wish: CatalogWish }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function toTableWish(database: string, body: Static<typeof TableBody>): TableWish {
  const { table_name: table, data_location, columns = [], select_statement: select } = body;
  const { description: comment = '' } = body;
  switch (data_location) {
    case 'OBS':
      return refused(noExternalTables);
    case 'VIEW':
      if (select === undefined) return refused(noSelect);
      if (columns.length > 0) return refused(columnsOfView);
      return { kind: 'ok', wish: { kind: 'create_view', database, table, select, comment } };
    case 'DLI': {
      if (columns.length === 0) return refused(noColumns);
      if (columns.some((column) => isYes(column.is_partition_column))) return refused(noPartitions);
      const asked = columns.map(({ column_name: name, type, description = '' }) => ({
        name,
        type,
        comment: description,
      }));
      return {
        kind: 'ok',
        wish: { kind: 'create_table', database, table, columns: asked, comment },
      };
    }
  }
}

const noColumns = invalid('columns must have one column at least for data_location DLI');

const noSelect = invalid('select_statement must be there for a VIEW');
const columnsOfView = invalid(
  'columns must not be there for a VIEW: it has those of its select_statement, with the names that AS gives them there',
);

function refused(refusal: Refusal): TableWish {
  return { kind: 'refused', refusal };
}
