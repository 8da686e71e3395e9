import { tableNames } from '../completing/table-names.ts';
import { parseTableName } from './table-name.ts';

export const tableArgument = {
  parse: parseTableName,
  proposeCompletions: tableNames,
  placeholder: 'database.table',
  brief: 'the table; of the database default where none is named',
} as const;
