import type { Compression, CsvForm, Export, Import, TableRef } from '../../../core/job/transfer.ts';
import { lakeCatalog } from '../lake-catalog.ts';
import { quoteName, quoteText } from './quote-text.ts';

/**
 * The statement of an export of a table, or of a result that its user never sees run.
 * @param path the folder that it makes
 */
export function exportSql(transfer: Export, path: string): string {
  const { source } = transfer;
  const what = source.kind === 'table' ? quoteTable(source) : `(the result of job ${source.jobId})`;
  return `COPY ${what} TO ${quoteText(path)} (${exportOptions(transfer).join(', ')})`;
}

/** What one of the files of an export is called. */
export function exportedFileName(transfer: Export, part: number): string {
  return `part_${part}.${extension(transfer)}`;
}

/**
 * The statements of an import, for people; for its rows `transfer-statement.ts` goes by the types of the table.
 * @param paths what DuckDB may take for patterns
 */
export function importSql(transfer: Import, paths: readonly string[]): string {
  const table = quoteTable(transfer.into);
  const first = transfer.overwrites ? `DELETE FROM ${table}; ` : '';
  if (transfer.format === 'parquet') {
    // COPY would go by the places of columns, and put one into another of its type.
    return `${first}INSERT INTO ${table} BY NAME SELECT * FROM read_parquet(${listOf(paths)})`;
  }
  return `${first}${copyFrom(transfer, paths)}`;
}

function copyFrom(transfer: Import, paths: readonly string[]): string {
  const options = importOptions(transfer).join(', ');
  return `COPY ${quoteTable(transfer.into)} FROM ${listOf(paths)} (${options})`;
}

export function listOf(paths: readonly string[]): string {
  const [only] = paths;
  if (only !== undefined && paths.length === 1) return quoteText(only);
  return `[${paths.map(quoteText).join(', ')}]`;
}

/** A path that means itself where DuckDB takes patterns. */
export function withoutPattern(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]');
}

/** The name of the file that `withoutPattern` has made a pattern of. */
export function withPattern(pattern: string): string {
  return pattern.replaceAll(/\[([*?[])\]/g, '$1');
}

function exportOptions(transfer: Export): readonly string[] {
  const { format, csv } = transfer;
  return [
    `FORMAT ${format}`,
    ...(format === 'csv' ? csvOptions(csv) : []),
    ...fileOptions(transfer),
  ];
}

export function csvOptions({ hasHeader, quote, escape }: CsvForm): readonly string[] {
  return [`HEADER ${hasHeader}`, `QUOTE ${quoteText(quote)}`, `ESCAPE ${quoteText(escape)}`];
}

export function fileOptions(transfer: Export): readonly string[] {
  const { format, compression } = transfer;
  const packed = format === 'parquet' ? parquetCodecOf(compression) : compression;
  return [
    `COMPRESSION ${packed}`,
    'PER_THREAD_OUTPUT true',
    "FILENAME_PATTERN 'part_{i}'",
    `FILE_EXTENSION '${extension(transfer)}'`,
  ];
}

/** Parquet compresses inside. */
export function parquetCodecOf(compression: Compression): 'uncompressed' | 'gzip' {
  return compression === 'none' ? 'uncompressed' : compression;
}

/** Whether the file as a whole is a gzip. */
export function isGzipFile({ format, compression }: Export): boolean {
  return compression === 'gzip' && format !== 'parquet';
}

function importOptions(transfer: Import): readonly string[] {
  const { format, csv } = transfer;
  const form =
    format === 'csv'
      ? [
          // What is not said here is not guessed from the first lines: all files are read alike.
          'AUTO_DETECT false',
          'ALLOW_QUOTED_NULLS false',
          `HEADER ${csv.hasHeader}`,
          `DELIM ${quoteText(csv.delimiter)}`,
          `QUOTE ${quoteText(csv.quote)}`,
          `ESCAPE ${quoteText(csv.escape)}`,
        ]
      : [];
  return [`FORMAT ${format}`, ...form, ...timeOptions(transfer)];
}

function timeOptions({ dateFormat, timestampFormat }: Import): readonly string[] {
  return [
    ...timeOption('DATEFORMAT', dateFormat),
    ...timeOption('TIMESTAMPFORMAT', timestampFormat),
  ];
}

function timeOption(name: string, pattern: string | null): readonly string[] {
  return pattern === null ? [] : [`${name} ${quoteText(strptimeOf(pattern))}`];
}

function extension(transfer: Export): string {
  return isGzipFile(transfer) ? `${transfer.format}.gz` : transfer.format;
}

/** `yyyy-MM-dd` becomes `%Y-%m-%d`. Letters that are none of these stay as they are. */
export function strptimeOf(pattern: string): string {
  return pattern
    .replaceAll('%', '%%')
    .replaceAll(/yyyy|MM|dd|HH|mm|SSSSSS|SSS|ss|'([^']*)'/g, (field, text?: string) =>
      text === undefined ? (fields[field] ?? field) : text,
    );
}

const fields: Record<string, string> = {
  yyyy: '%Y',
  MM: '%m',
  dd: '%d',
  HH: '%H',
  mm: '%M',
  ss: '%S',
  SSS: '%g',
  SSSSSS: '%f',
};

export function quoteTable({ database, table }: TableRef): string {
  return [lakeCatalog, database, table].map(quoteName).join('.');
}
