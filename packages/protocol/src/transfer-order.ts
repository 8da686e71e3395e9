import { type Static, Type } from 'typebox';
import { CatalogName } from './catalog.ts';
import { FileAddress } from './file-address.ts';
import { jobOrderFields } from './job-order.ts';
import { textOf } from './text.ts';
import { wholeNumber } from './whole-number.ts';

const formats = ['csv', 'json', 'parquet'] as const;
const compressions = ['none', 'gzip'] as const;

/** JSON has an object a line. */
const Format = Type.Enum([...formats], { description: `one of ${formats.join(', ')}` });

const Character = Type.String({
  pattern: '^[\\t -~]$',
  description: 'one character of ASCII',
  examples: [';'],
});

const csvFields = {
  /** Whether the first line has the names of the columns. Absent: true. */
  header: Type.Optional(Type.Boolean({ description: 'true or false' })),
  /** Around values that need it. Absent: `"`. */
  quote: Type.Optional(Character),
  /** Before a quote inside a value. Absent: `"`. */
  escape: Type.Optional(Character),
};

const csvRule = { additionalProperties: false, description: 'an object with the form of the CSV' };

const CsvForm = Type.Object(csvFields, csvRule);

const ReadCsvForm = Type.Object(
  {
    ...csvFields,
    /** Between values. Absent: `,`. */
    delimiter: Type.Optional(Character),
  },
  csvRule,
);

/** A table, or a view. */
const tableFields = {
  /** Absent: the queue's default database. */
  database: Type.Optional(CatalogName),
  table: CatalogName,
};

/** The body of `POST /imports`. */
export const ImportOrder = Type.Object(
  {
    /** A file, or a folder with all files in it but those that begin with `_` or `.`. */
    from: FileAddress,
    ...tableFields,
    format: Format,
    /** Whether the rows that the table has go, in the same transaction. Absent: false. */
    overwrite: Type.Optional(Type.Boolean({ description: 'true or false' })),
    csv: Type.Optional(ReadCsvForm),
    /** Of yyyy, MM, dd, HH, mm, ss, SSS and SSSSSS. Absent: ISO 8601. */
    date_format: Type.Optional(textOf(64)),
    timestamp_format: Type.Optional(textOf(64)),
    ...jobOrderFields,
  },
  { additionalProperties: false },
);
export type ImportOrder = Static<typeof ImportOrder>;

const targetFields = {
  /** A folder, which appears whole or not at all. */
  to: FileAddress,
  format: Format,
  /** Absent: none. */
  compression: Type.Optional(
    Type.Enum([...compressions], { description: `one of ${compressions.join(', ')}` }),
  ),
  /** Whether a folder that is there goes. Absent: false. */
  replace: Type.Optional(Type.Boolean({ description: 'true or false' })),
  csv: Type.Optional(CsvForm),
};

/** The body of `POST /exports`. */
export const ExportOrder = Type.Object(
  { ...tableFields, ...targetFields, ...jobOrderFields },
  { additionalProperties: false },
);
export type ExportOrder = Static<typeof ExportOrder>;

/** The body of `POST /jobs/{id}/export`. */
export const ResultExportOrder = Type.Object(
  {
    ...targetFields,
    /** How many rows go out. Absent: all. */
    limit: Type.Optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
    ...jobOrderFields,
  },
  { additionalProperties: false },
);
export type ResultExportOrder = Static<typeof ResultExportOrder>;
