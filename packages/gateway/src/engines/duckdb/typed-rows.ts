import type { Column } from '../../core/job/ending.ts';
import type { RowPage } from '../../core/ports/result-reader.ts';
import { distinctNames } from '../../core/rows/distinct-names.ts';
import type { TypedRows } from './messages/result-rows.ts';

/**
 * What a host is told of a result that it is to write as a file of typed columns.
 * @param lines the rows that lie with the job; null where they lie in `file`
 */
export function typedRows(
  columns: readonly Column[],
  lines: readonly string[] | null,
  file: string,
  page: RowPage,
): TypedRows {
  const names = distinctNames(
    columns.map(({ name }) => name),
    'case_insensitive',
  );
  const engineTypes = columns.map(({ engineType }) => engineType);
  const source =
    lines === null
      ? ({ at: 'file', file } as const)
      : ({ at: 'inline', lines, engineTypes } as const);
  return { source, names, ...page };
}
