import type { ExportOrder, ImportOrder, ResultExportOrder } from '@sluice/protocol';
import type { AskedExport } from '../../core/actions/submit-transfer.ts';
import { type FileName, readObsPath } from '../../core/files/file-name.ts';
import { type CsvFault, csvFaultOf, exportDelimiter } from '../../core/job/csv-fault.ts';
import { type Import, isTimePattern, type TableRef } from '../../core/job/transfer.ts';
import { invalid, type Refusal } from './refusal.ts';

export type ReadTransfer<T> =
  | { readonly kind: 'ok'; readonly transfer: T }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function toImport(order: ImportOrder, into: TableRef): ReadTransfer<Import> {
  const { date_format: dateFormat = null, timestamp_format: timestampFormat = null } = order;
  const from = readPlace('from', order.from);
  if ('code' in from) return refused(from);
  for (const field of ['date_format', 'timestamp_format'] as const) {
    const pattern = order[field];
    if (pattern !== undefined && !isTimePattern(pattern)) return refused(noPattern(field));
  }
  const csv = { ...toCsvForm(order.csv), delimiter: order.csv?.delimiter ?? ',' };
  const fault = order.format === 'csv' ? csvFaultOf(csv, csv.delimiter) : null;
  if (fault !== null) return refused(csvRefusal(fault, csv.delimiter));
  const transfer: Import = {
    kind: 'import',
    from,
    into,
    format: order.format,
    overwrites: order.overwrite ?? false,
    csv,
    dateFormat,
    timestampFormat,
  };
  return { kind: 'ok', transfer };
}

/** What an export asks for, whatever is exported. */
export function toExport(
  order: Pick<ExportOrder & ResultExportOrder, keyof ExportOrder & keyof ResultExportOrder>,
  source: AskedExport['source'],
): ReadTransfer<AskedExport> {
  const to = readPlace('to', order.to);
  if ('code' in to) return refused(to);
  const csv = toCsvForm(order.csv);
  const fault = order.format === 'csv' ? csvFaultOf(csv) : null;
  if (fault !== null) return refused(csvRefusal(fault, exportDelimiter));
  const transfer: AskedExport = {
    kind: 'export',
    source,
    to,
    format: order.format,
    compression: order.compression ?? 'none',
    replaces: order.replace ?? false,
    csv,
  };
  return { kind: 'ok', transfer };
}

function toCsvForm({ header = true, quote = '"', escape = '"' }: ExportOrder['csv'] = {}) {
  return { hasHeader: header, quote, escape };
}

/** A folder may be written with a slash at its end. */
function readPlace(field: 'from' | 'to', address: string): FileName | Refusal {
  const read = readObsPath(address.replace(/(?<=.)\/$/u, ''));
  return read.kind === 'file' ? read.file : invalid(field, read.reason);
}

function noPattern(field: string): Refusal {
  return invalid(
    field,
    `The field ${field} must be of yyyy, MM, dd, HH, mm, ss, SSS and SSSSSS, of text in '…', and of what is no letter.`,
  );
}

function csvRefusal(fault: CsvFault, delimiter: string): Refusal {
  switch (fault) {
    case 'quote_is_delimiter':
      return clash('quote', delimiter);
    case 'escape_is_delimiter':
      return clash('escape', delimiter);
    case 'quote_is_space':
      return invalid(
        'csv.quote',
        'The field csv.quote is a space, which nothing can be read from. Give another.',
      );
  }
}

function clash(field: 'quote' | 'escape', delimiter: string): Refusal {
  return invalid(
    `csv.${field}`,
    `The ${field} and the delimiter of the CSV are both ${delimiter}. Give another for one of them.`,
  );
}

function refused<T>(refusal: Refusal): ReadTransfer<T> {
  return { kind: 'refused', refusal };
}
