import { Type } from 'typebox';
import { type Place, placeOf, tableOf, type Transfer } from '../../core/job/transfer.ts';
import { defaultForm } from './transfer-body.ts';

/** What the list and the status say of an import or export beside what they say of every job. */
export function toTransferRecord(transfer: Transfer) {
  const table_name = tableOf(transfer)?.table ?? '';
  return transfer.kind === 'import'
    ? { table_name, with_column_header: transfer.csv.hasHeader }
    : { table_name, result_path: pathOf(transfer.to), result_format: transfer.format };
}

/** The fields of a detail that only imports and exports have (dli-api.md 3.1.5). */
export const transferDetailFields = Type.Partial(
  Type.Object({
    data_path: Type.String(),
    data_type: Type.String(),
    table_name: Type.String(),
    export_mode: Type.String(),
    compress: Type.String(),
    with_column_header: Type.Boolean(),
    delimiter: Type.String(),
    quote_char: Type.String(),
    escape_char: Type.String(),
    date_format: Type.String(),
    timestamp_format: Type.String(),
  }),
).properties;

export function toTransferDetail(transfer: Transfer) {
  const common = {
    data_path: pathOf(placeOf(transfer)),
    data_type: transfer.format,
    table_name: tableOf(transfer)?.table ?? '',
  };
  if (transfer.kind === 'export') {
    const export_mode = transfer.replaces ? 'Overwrite' : 'ErrorIfExists';
    return { ...common, export_mode, compress: transfer.compression };
  }
  const { csv, dateFormat, timestampFormat } = transfer;
  return {
    ...common,
    with_column_header: csv.hasHeader,
    delimiter: csv.delimiter,
    quote_char: csv.quote,
    escape_char: csv.escape,
    date_format: dateFormat ?? defaultForm.dateFormat,
    timestamp_format: timestampFormat ?? defaultForm.timestampFormat,
  };
}

function pathOf({ bucket, key }: Place): string {
  return `obs://${bucket}/${key}`;
}
