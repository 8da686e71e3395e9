import type { Column } from './ending.ts';

/** What a job moves between files of a bucket and a table, or the kept result of a query. */
export type Transfer = Import | Export;

export interface Import {
  readonly kind: 'import';
  /** A file, or a folder with all files in it. */
  readonly from: Place;
  readonly into: TableRef;
  readonly format: Format;
  /** The rows that the table has go, in the transaction of those that come. */
  readonly overwrites: boolean;
  readonly csv: CsvForm & { readonly delimiter: string };
  /** Patterns such as `yyyy-MM-dd`; null is what the engine reads by itself. Not for parquet. */
  readonly dateFormat: string | null;
  readonly timestampFormat: string | null;
}

export interface Export {
  readonly kind: 'export';
  readonly source: ExportSource;
  /** A folder, which appears whole or not at all. */
  readonly to: Place;
  readonly format: Format;
  readonly compression: Compression;
  /** Whether a folder that is there goes. */
  readonly replaces: boolean;
  readonly csv: CsvForm;
}

export type ExportSource =
  | ({ readonly kind: 'table' } & TableRef)
  | {
      readonly kind: 'result';
      /** The job that it is the result of. */
      readonly jobId: string;
      readonly columns: readonly Column[];
      /** How many rows go out. */
      readonly rowCount: number;
      /** The rows themselves, where they are few; null: the engine has kept them. */
      readonly lines: readonly string[] | null;
    };

export interface TableRef {
  readonly database: string;
  readonly table: string;
}

/** `obs://bucket/key`. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

export type Format = 'csv' | 'json' | 'parquet';

export type Compression = 'none' | 'gzip';

export interface CsvForm {
  /** Whether the first line has the names of the columns. */
  readonly hasHeader: boolean;
  readonly quote: string;
  readonly escape: string;
}

/** Whether an import may have it for dates or timestamps: fields such as `yyyy`, text in '…', and what is no letter. */
export function isTimePattern(pattern: string): boolean {
  return /^(?:yyyy|MM|dd|HH|mm|SSS|ss|'[^']*'|[^A-Za-z'])+$/u.test(pattern);
}

/** The table that a transfer is about; null for a result. */
export function tableOf(transfer: Transfer): TableRef | null {
  if (transfer.kind === 'import') return transfer.into;
  return transfer.source.kind === 'table' ? transfer.source : null;
}

export function placeOf(transfer: Transfer): Place {
  return transfer.kind === 'import' ? transfer.from : transfer.to;
}
