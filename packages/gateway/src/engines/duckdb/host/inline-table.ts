import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { rowCells } from '../../../core/rows/row-cells.ts';
import type { InlineRows } from '../messages/result-rows.ts';
import { quoteText } from '../sql/quote-text.ts';
import { isWrittenAsJson } from '../types/columnar-type.ts';
import { withNamedFields } from '../types/named-fields.ts';
import { valueLiteral } from '../types/value-literal.ts';

/** Of one INSERT: a text of more takes long to be read. */
const rowsAtOnce = 100;

let counter = 0;

/**
 * Makes a table of a result's rows as their file would have it, in a catalog of its own without a file.
 * @returns the name of the catalog, which whoever calls detaches; its table is `main.result`
 */
export async function makeInlineTable(instance: DuckDBInstance, rows: InlineRows): Promise<string> {
  const catalog = `inline_${++counter}`;
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH ':memory:' AS ${catalog}`);
    await fill(connection, `${catalog}.main.result`, rows);
    return catalog;
  } catch (error) {
    await connection.run(`DETACH ${catalog}`).catch(() => {});
    throw error;
  } finally {
    connection.closeSync();
  }
}

async function fill(
  connection: DuckDBConnection,
  table: string,
  { lines, engineTypes }: InlineRows,
): Promise<void> {
  const spelled = engineTypes.map(withNamedFields);
  const nulls = spelled.map((type) => `NULL::${type}`);
  const none = await connection.run(`SELECT ${nulls.join(', ')} LIMIT 0`);
  const columns = none.columnTypes().map((type, at) => {
    // What is written as the JSON of its cells is kept as that.
    const isJson = isWrittenAsJson(type);
    return {
      type: isJson ? 'JSON' : (spelled[at] ?? ''),
      literal: isJson ? jsonLiteral : (cell: string) => valueLiteral(type, cell),
    };
  });
  const definitions = columns.map(({ type }, at) => `c${at} ${type}`);
  await connection.run(`CREATE TABLE ${table} (${definitions.join(', ')})`);
  const rows = lines.map((line) => {
    const cells = rowCells(line);
    const values = columns.map(({ type, literal }, at) => {
      // Each is cast by itself: the lists of two rows need not be of one type yet.
      return `CAST(${literal(cells[at] ?? 'null')} AS ${type})`;
    });
    return `(${values.join(', ')})`;
  });
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const values = rows.slice(at, at + rowsAtOnce).join(', ');
    await connection.run(`INSERT INTO ${table} VALUES ${values}`);
  }
}

function jsonLiteral(cell: string): string {
  return cell === 'null' ? 'NULL' : quoteText(cell);
}
