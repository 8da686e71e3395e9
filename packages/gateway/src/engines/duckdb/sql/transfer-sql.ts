import type { Export, Import, TableRef } from '../../../core/job/transfer.ts';
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
export function exportedFileName({ format, compression }: Export, part: number): string {
  return `part_${part}.${extension(format, compression)}`;
}

/**
 * The statements of an import.
 * @param path what DuckDB may take for a pattern
 */
export function importSql(transfer: Import, path: string): string {
  const table = quoteTable(transfer.into);
  const first = transfer.overwrites ? `DELETE FROM ${table}; ` : '';
  if (transfer.format === 'parquet') {
    // COPY would go by the places of columns, and put one into another of its type.
    return `${first}INSERT INTO ${table} BY NAME SELECT * FROM read_parquet(${quoteText(path)})`;
  }
  return `${first}COPY ${table} FROM ${quoteText(path)} (${importOptions(transfer).join(', ')})`;
}

/** A path that means itself where DuckDB takes patterns. */
export function withoutPattern(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]');
}

function exportOptions({ format, compression, csv }: Export): readonly string[] {
  const form =
    format === 'csv'
      ? [
          `HEADER ${csv.hasHeader}`,
          `QUOTE ${quoteText(csv.quote)}`,
          `ESCAPE ${quoteText(csv.escape)}`,
        ]
      : [];
  const packed = compression === 'gzip' ? 'gzip' : format === 'parquet' ? 'uncompressed' : 'none';
  return [
    `FORMAT ${format}`,
    ...form,
    `COMPRESSION ${packed}`,
    'PER_THREAD_OUTPUT true',
    "FILENAME_PATTERN 'part_{i}'",
    `FILE_EXTENSION '${extension(format, compression)}'`,
  ];
}

function importOptions({ format, csv, dateFormat, timestampFormat }: Import): readonly string[] {
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
  return [
    `FORMAT ${format}`,
    ...form,
    ...(dateFormat === null ? [] : [`DATEFORMAT ${quoteText(toStrptime(dateFormat))}`]),
    ...(timestampFormat === null
      ? []
      : [`TIMESTAMPFORMAT ${quoteText(toStrptime(timestampFormat))}`]),
  ];
}

/** Parquet compresses inside. */
function extension(format: Export['format'], compression: Export['compression']): string {
  return compression === 'gzip' && format !== 'parquet' ? `${format}.gz` : format;
}

/** `yyyy-MM-dd` becomes `%Y-%m-%d`. Letters that are none of these stay as they are. */
function toStrptime(pattern: string): string {
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

function quoteTable({ database, table }: TableRef): string {
  return [lakeCatalog, database, table].map(quoteName).join('.');
}
