import { distinctNames } from '../../../core/rows/distinct-names.ts';
import { rowCells } from '../../../core/rows/row-cells.ts';
import { toTextRow } from '../../../core/rows/text-row.ts';
import type { CsvForm } from '../../../core/job/transfer.ts';

/**
 * The text of an exported result: a line a row, every value spelled as all dialects spell it.
 * @param chunks rows, the JSON text of one array each
 */
export async function* exportedText(
  columnNames: readonly string[],
  chunks: AsyncIterable<readonly string[]>,
  format: 'csv' | 'json',
  csv: CsvForm,
): AsyncGenerator<string> {
  if (format === 'csv' && csv.hasHeader) yield csvLine(columnNames, csv);
  const keys = distinctNames(columnNames).map((name) => JSON.stringify(name));
  const write =
    format === 'csv'
      ? (row: string) => csvLine(toTextRow(row), csv)
      : (row: string) => jsonLine(keys, row);
  for await (const rows of chunks) {
    if (rows.length > 0) yield rows.map(write).join('');
  }
}

/** NULL is nothing, and empty text is quoted, so that an import tells them apart. */
function csvLine(values: readonly (string | null)[], { quote, escape }: CsvForm): string {
  const fields = values.map((value) => {
    if (value === null) return '';
    const needsQuotes =
      value === '' || /[,\r\n]/.test(value) || (quote !== '' && value.includes(quote));
    return needsQuotes ? quote + escaped(value, quote, escape) + quote : value;
  });
  return `${fields.join(',')}\n`;
}

function escaped(value: string, quote: string, escape: string): string {
  if (quote === '') return value;
  const own = escape === '' ? value : value.replaceAll(escape, escape + escape);
  return quote === escape ? own : own.replaceAll(quote, escape + quote);
}

function jsonLine(keys: readonly string[], row: string): string {
  return `{${rowCells(row)
    .map((cell, at) => `${keys[at]}:${cell}`)
    .join(',')}}\n`;
}
