import { type DuckDBConnection, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { Export, Import } from '../../../core/job/transfer.ts';
import type { MovedTable } from '../messages/run-order.ts';
import { quoteName, quoteText } from '../sql/quote-text.ts';
import {
  csvOptions,
  fileOptions,
  listOf,
  quoteTable,
  strptimeOf,
  withPattern,
} from '../sql/transfer-sql.ts';
import { isWrittenAsJson } from '../types/columnar-type.ts';
import { engineTypeOf, isJson } from '../types/engine-type.ts';
import { isMadeOfText } from '../types/is-made-of-text.ts';
import { structOfJson } from '../types/json-form.ts';
import { jsonLineOf, jsonTextOf, plainTextOf } from '../types/json-text.ts';
import { isScalar } from '../types/scalar-json.ts';
import {
  holdsDouble,
  type LostNumbers,
  lostNumbersOf,
  markNumbers,
  mayHold,
  partForm,
  scalarOf,
  type TimeForms,
  valueOfJson,
  withoutArrays,
} from '../types/value-of-json.ts';
import { columnarExpression } from './columnar-table.ts';
import { fieldSpellings } from './field-spellings.ts';
import { type LineEnd, lineEndOf } from './line-end-of.ts';
import { columnsOf, insertedColumns, type TypedColumn } from './table-columns.ts';

/**
 * The statement that moves the rows of a table, by the types that it has by now. What an export writes is spelled as
 * results are, and an import reads each of these forms back as the same value.
 */
export async function transferStatement(
  connection: DuckDBConnection,
  { transfer, paths }: MovedTable,
): Promise<string> {
  return transfer.kind === 'import'
    ? importStatement(connection, transfer, paths)
    : exportStatement(connection, transfer, paths);
}

async function exportStatement(
  connection: DuckDBConnection,
  transfer: Export,
  [folder = '']: readonly string[],
): Promise<string> {
  const { source, format, csv } = transfer;
  if (source.kind !== 'table') throw new Error('a result is not exported by a statement');
  const table = quoteTable(source);
  const columns = await columnsOf(connection, table);
  const select = async () => {
    switch (format) {
      case 'csv':
        return list(columns, ({ type, name }) => csvCell(type, quoteName(name)));
      case 'json':
        return jsonLineOf(
          columns.map(({ name }) => name),
          columns.map(({ type }) => type),
        );
      case 'parquet': {
        const cells: string[] = [];
        for (const { name, type } of columns) {
          const cell = await parquetCell(connection, table, type, quoteName(name));
          cells.push(`${cell} AS ${quoteName(name)}`);
        }
        return cells.join(', ');
      }
    }
  };
  const form =
    format === 'csv'
      ? ['FORMAT csv', ...csvOptions(csv)]
      : format === 'json'
        ? ['FORMAT csv', 'HEADER false', "DELIMITER ''", "QUOTE ''", "ESCAPE ''"]
        : ['FORMAT parquet'];
  const options = [...form, ...fileOptions(transfer)].join(', ');
  return `COPY (SELECT ${await select()} FROM ${table}) TO ${quoteText(folder)} (${options})`;
}

async function importStatement(
  connection: DuckDBConnection,
  transfer: Import,
  paths: readonly string[],
): Promise<string> {
  const table = quoteTable(transfer.into);
  const columns = await insertedColumns(connection, transfer.into);
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const into = `INSERT INTO ${table} (${names})`;
  const first = transfer.overwrites ? `DELETE FROM ${table}; ` : '';
  if (transfer.format === 'parquet') {
    const select = await selectParquet(connection, columns, listOf(paths), timesOf(transfer));
    return `${first}INSERT INTO ${table} BY NAME ${select}`;
  }
  const selects = (await readRows(connection, columns, transfer, paths)).map(
    ({ cells, from, isRow }) => `SELECT ${cells.join(', ')} FROM ${from}${whereAll(isRow)}`,
  );
  return `${first}${into} ${selects.join(' UNION ALL ')}`;
}

function whereAll(isRow: string | null): string {
  if (isRow === null) return '';
  return ` WHERE CASE WHEN ${isRow} THEN true ELSE error('Conversion: a record of JSON that is no object') END`;
}

/** How SQL reads the rows of files of CSV or JSON. */
export interface ReadRows {
  /** SQL for the value of each column. */
  readonly cells: readonly string[];
  /** SQL for what the cells are of, a row each. */
  readonly from: string;
  /** SQL for whether it is a row at all; null where all are. */
  readonly isRow: string | null;
}

/** Of one file it is one. */
export async function readRows(
  connection: DuckDBConnection,
  columns: readonly TypedColumn[],
  transfer: Import,
  paths: readonly string[],
): Promise<ReadRows[]> {
  return transfer.format === 'csv'
    ? readCsv(columns, transfer, paths, timesOf(transfer))
    : [await readJson(connection, columns, listOf(paths), timesOf(transfer))];
}

function timesOf({ dateFormat, timestampFormat }: Import): TimeForms {
  return {
    date: dateFormat === null ? null : strptimeOf(dateFormat),
    timestamp: timestampFormat === null ? null : strptimeOf(timestampFormat),
  };
}

/** Files of which DuckDB does not see by itself how their lines end are read apart from others. */
async function readCsv(
  columns: readonly TypedColumn[],
  transfer: Import,
  paths: readonly string[],
  times: TimeForms,
): Promise<ReadRows[]> {
  const byLineEnd = new Map<LineEnd | null, string[]>();
  for (const path of paths) {
    const lineEnd = await lineEndOf(withPattern(path), transfer);
    const alike = byLineEnd.get(lineEnd);
    if (alike) alike.push(path);
    else byLineEnd.set(lineEnd, [path]);
  }
  return [...byLineEnd].map(([lineEnd, files]) =>
    readCsvFiles(columns, transfer, listOf(files), times, lineEnd),
  );
}

function readCsvFiles(
  columns: readonly TypedColumn[],
  transfer: Import,
  files: string,
  times: TimeForms,
  lineEnd: LineEnd | null,
): ReadRows {
  const types = columns.map(({ name, type }) => {
    const read = isReadFromCsv(type) ? engineTypeOf(type) : 'VARCHAR';
    return `${quoteText(name)}: ${quoteText(read)}`;
  });
  const cells = columns.map(({ name, type }) => {
    const cell = quoteName(name);
    if (isReadFromCsv(type)) return cell;
    if (isScalar(type)) return scalarOf(type, cell, times);
    const inCase = engineTypeOf(withoutArrays(type));
    const part = `CAST(${markNumbers(cell)} AS JSON)`;
    const ofJson = `CAST(${valueOfJson(type, part, times)} AS ${inCase})`;
    // Text that is no JSON may be DuckDB's own.
    const value = isMadeOfText(type)
      ? `CASE WHEN json_valid(${cell}) THEN ${ofJson} ELSE CAST(${cell} AS ${inCase}) END`
      : ofJson;
    return `CAST(CASE WHEN ${cell} IS NOT NULL THEN ${value} END AS ${engineTypeOf(type)})`;
  });
  const { csv } = transfer;
  const options = [
    `columns = {${types.join(', ')}}`,
    // What is not said here is not guessed from the first lines: all files are read alike.
    'auto_detect = false',
    'allow_quoted_nulls = false',
    `header = ${csv.hasHeader}`,
    `delim = ${quoteText(csv.delimiter)}`,
    `quote = ${quoteText(csv.quote)}`,
    `escape = ${quoteText(csv.escape)}`,
    ...(lineEnd === null ? [] : [`new_line = '${lineEndWords[lineEnd]}'`]),
    ...(times.date === null ? [] : [`dateformat = ${quoteText(times.date)}`]),
    ...(times.timestamp === null ? [] : [`timestampformat = ${quoteText(times.timestamp)}`]),
  ];
  return { cells, from: `read_csv(${files}, ${options.join(', ')})`, isRow: null };
}

/** As the option has them. */
const lineEndWords = { '\n': String.raw`\n`, '\r\n': String.raw`\r\n` } as const;

/** Numbers are marked in those records alone where a column would lose digits: it takes its time. */
async function readJson(
  connection: DuckDBConnection,
  columns: readonly TypedColumn[],
  files: string,
  times: TimeForms,
): Promise<ReadRows> {
  const spellings = await fieldSpellings(connection, columns, files);
  const read = (json: string, form: (type: DuckDBType) => string) => {
    const forms = columns.map(({ type }) => form(type));
    const parts = spellings.map((names) => structOfJson(json, names, forms));
    return `row(${parts.join(', ')})`;
  };
  const field = (record: string, at: number) => {
    const found = spellings.map(
      (_, spelling) =>
        `struct_extract_at(struct_extract_at(${record}, ${spelling + 1}), ${at + 1})`,
    );
    return `coalesce(${found.join(', ')})`;
  };
  const cells = columns.map(({ type }, at) => valueOfJson(type, field('record', at), times));
  const doublesWhere = (lost: LostNumbers) =>
    columns
      .map(({ type }, at) => lostNumbersOf(type) === lost && holdsDouble(type, field('seen', at)))
      .filter((holds) => holds !== false)
      .join(' OR ') || 'false';
  const isAny = columns.some(({ type }) => lostNumbersOf(type) === 'all');
  const mayLose = mayHold(isAny ? 'all' : 'long', 'json');
  const seen = read('json', (type) => (lostNumbersOf(type) === 'none' ? 'VARCHAR' : 'JSON'));
  const record = `CASE WHEN ${doublesWhere('all')} OR ((${doublesWhere('long')}) AND ${mayHold('long', 'json')})
    THEN ${read(markNumbers('json'), partForm)}
    ELSE ${read('json', partForm)} END`;
  const from = `(SELECT json, ${record} AS record
    FROM (SELECT json, CASE WHEN ${mayLose} THEN ${seen} END AS seen FROM read_json_objects(${files})))`;
  return { cells, from, isRow: "json_type(json) = 'OBJECT'" };
}

async function selectParquet(
  connection: DuckDBConnection,
  columns: readonly TypedColumn[],
  files: string,
  times: TimeForms,
): Promise<string> {
  const from = `FROM read_parquet(${files})`;
  const asJson = columns.filter(({ type }) => isWrittenAsJson(type));
  if (asJson.length === 0) return `SELECT * ${from}`;
  const read = await connection.prepare(`SELECT * ${from} LIMIT 0`);
  const cells = Array.from({ length: read.columnCount }, (_, at) => {
    const name = read.columnName(at);
    const column = asJson.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!column) return quoteName(name);
    const part = `CAST(${markNumbers(quoteName(name))} AS JSON)`;
    return `${valueOfJson(column.type, part, times)} AS ${quoteName(name)}`;
  });
  return `SELECT ${cells.join(', ')} ${from}`;
}

function csvCell(type: DuckDBType, cell: string): string {
  const name = `AS ${cell}`;
  if (!isScalar(type)) return `${jsonTextOf(type, cell)} ${name}`;
  if (isJson(type)) return `CAST(${cell} AS VARCHAR) ${name}`;
  return `${plainTextOf(type, cell)} ${name}`;
}

async function parquetCell(
  connection: DuckDBConnection,
  table: string,
  type: DuckDBType,
  cell: string,
): Promise<string> {
  if (isWrittenAsJson(type)) return `CAST(${jsonTextOf(type, cell)} AS JSON)`;
  return columnarExpression(connection, table, type, cell, 'parquet');
}

/** What DuckDB's reader of CSV makes itself of the text, with the line in its words where it cannot. */
function isReadFromCsv(type: DuckDBType): boolean {
  return isScalar(type) && !isJson(type) && !besideCsv.has(type.typeId);
}

const besideCsv: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BLOB,
  DuckDBTypeId.GEOMETRY,
  DuckDBTypeId.BIT,
  DuckDBTypeId.BIGNUM,
  DuckDBTypeId.ENUM,
  DuckDBTypeId.INTERVAL,
  // Of these two it makes NULL what it cannot read.
  DuckDBTypeId.TIMESTAMP_TZ,
  DuckDBTypeId.TIME_TZ,
  DuckDBTypeId.TIME_NS,
]);

function list(columns: readonly TypedColumn[], cell: (column: TypedColumn) => string): string {
  return columns.map(cell).join(', ');
}
