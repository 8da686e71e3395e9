import { type Static, Type } from 'typebox';
import type { AskedExport } from '../../core/actions/submit-transfer.ts';
import { type ReadFileName, readObsPath } from '../../core/files/file-name.ts';
import { type CsvFault, csvFaultOf, exportDelimiter } from '../../core/job/csv-fault.ts';
import {
  type Compression,
  type Format,
  type Import,
  isTimePattern,
} from '../../core/job/transfer.ts';
import { isYes, Flag } from './flag.ts';
import { Conf } from './job-conf.ts';
import { Name, NameThatIs } from './names.ts';
import { dliRefusal, invalid, type Refusal } from './refusal.ts';

const dataTypes = ['csv', 'parquet', 'orc', 'json', 'avro', 'carbon'] as const;
const compressions = ['none', 'gzip', 'bzip2', 'deflate'] as const;
const exportModes = ['ErrorIfExists', 'Overwrite'] as const;

const DataPath = Type.String({
  pattern: '^[^\\0\\p{Cs}]{1,2048}$',
  description: 'text such as obs://bucket/folder',
});
const Character = Type.String({
  pattern: '^[\\x01-\\x09\\x0b\\x0c\\x0e-\\x7e]$',
  description: 'one character of ASCII',
});
/** As people write them, `UTF8` too (dli-api.md 3.1.9). */
const Encoding = Type.String({
  pattern: '^(?:[Uu][Tt][Ff]-?8|[Gg][Bb]2312|[Gg][Bb][Kk])$',
  description: 'one of utf-8, gb2312, gbk',
});
const TimePattern = Type.String({
  pattern: '^[^\\0\\p{Cs}]{1,64}$',
  description: 'a pattern such as yyyy-MM-dd HH:mm:ss',
});

/** The body of `POST …/export-result` (dli-api.md 3.1.9). */
export const ExportResultBody = Type.Object({
  data_path: DataPath,
  data_type: oneOf(dataTypes),
  compress: Type.Optional(oneOf(compressions)),
  queue_name: Type.Optional(Name),
  export_mode: Type.Optional(oneOf(exportModes)),
  with_column_header: Type.Optional(Flag),
  limit_num: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1e15, description: 'a whole number from 0' }),
  ),
  encoding_type: Type.Optional(Encoding),
  quote_char: Type.Optional(Character),
  escape_char: Type.Optional(Character),
});

/** The body of `POST …/export-table` (dli-api.md 3.1.11). */
export const ExportTableBody = Type.Object({
  data_path: DataPath,
  data_type: oneOf(dataTypes),
  database_name: NameThatIs,
  table_name: NameThatIs,
  compress: oneOf(compressions),
  queue_name: Type.Optional(Name),
  export_mode: Type.Optional(oneOf(exportModes)),
  with_column_header: Type.Optional(Flag),
  encoding_type: Type.Optional(Encoding),
});

/** The body of `POST …/import-table` (dli-api.md 3.1.10). */
export const ImportTableBody = Type.Object({
  data_path: DataPath,
  data_type: oneOf(dataTypes),
  database_name: NameThatIs,
  table_name: NameThatIs,
  with_column_header: Type.Optional(Flag),
  delimiter: Type.Optional(Character),
  quote_char: Type.Optional(Character),
  escape_char: Type.Optional(Character),
  encoding_type: Type.Optional(Encoding),
  date_format: Type.Optional(TimePattern),
  timestamp_format: Type.Optional(TimePattern),
  bad_records_path: Type.Optional(Type.String({ description: 'text' })),
  queue_name: Type.Optional(Name),
  overwrite: Type.Optional(Flag),
  partition_spec: Type.Optional(
    Type.Union([Type.Object({}), Type.String()], { description: 'an object, or text' }),
  ),
  conf: Type.Optional(Conf),
});

type ExportBody = Static<typeof ExportTableBody> | Static<typeof ExportResultBody>;

export type ReadTransfer<T> =
  | { readonly kind: 'ok'; readonly transfer: T }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What an export asks for, but for what is exported. */
export function toExport(
  body: ExportBody,
  source: AskedExport['source'],
): ReadTransfer<AskedExport> {
  const { data_path, data_type, compress = 'none', export_mode, encoding_type } = body;
  const format = readFormat(data_type);
  const compression = readCompression(compress);
  const to = readPath(data_path);
  if (format === null) return refused(formatsHere(data_type));
  if (compression === null) return refused(compressionsHere(compress));
  if (isOtherEncoding(encoding_type)) return refused(encodingsHere(encoding_type));
  if (data_path.includes(',')) return refused(noComma);
  if (to.kind === 'bad_name') return refused(invalid(`data_path: ${to.reason}`));
  const csv = toCsvForm(body);
  const fault = format === 'csv' ? csvFaultOf(csv) : null;
  if (fault !== null) return refused(csvRefusal(fault, exportDelimiter));
  const transfer: AskedExport = {
    kind: 'export',
    source,
    to: to.file,
    format,
    compression,
    replaces: export_mode === 'Overwrite',
    csv,
  };
  return { kind: 'ok', transfer };
}

export function toImport(body: Static<typeof ImportTableBody>): ReadTransfer<Import> {
  const { data_path, data_type, bad_records_path = '', partition_spec = '' } = body;
  const { encoding_type } = body;
  const { date_format: dateFormat = null, timestamp_format: timestampFormat = null } = body;
  const format = readFormat(data_type);
  const from = readPath(data_path);
  if (format === null) return refused(formatsHere(data_type));
  if (isOtherEncoding(encoding_type)) return refused(encodingsHere(encoding_type));
  if (bad_records_path !== '') return refused(noBadRecords);
  const hasPartitions = partition_spec !== '' && Object.keys(partition_spec).length > 0;
  if (hasPartitions) return refused(noPartitions);
  for (const pattern of [dateFormat, timestampFormat]) {
    if (pattern !== null && !isTimePattern(pattern)) return refused(patternsHere(pattern));
  }
  if (/,\s*(?:obs|s3a):/.test(data_path)) return refused(noList);
  if (from.kind === 'bad_name') return refused(invalid(`data_path: ${from.reason}`));
  const csv = { ...toCsvForm(body), delimiter: body.delimiter ?? defaultForm.delimiter };
  const fault = format === 'csv' ? csvFaultOf(csv, csv.delimiter) : null;
  if (fault !== null) return refused(csvRefusal(fault, csv.delimiter));
  const transfer: Import = {
    kind: 'import',
    from: from.file,
    into: { database: body.database_name, table: body.table_name },
    format,
    overwrites: isYes(body.overwrite),
    csv,
    dateFormat,
    timestampFormat,
  };
  return { kind: 'ok', transfer };
}

/** What counts where a body says nothing (dli-api.md 3.1.10). */
export const defaultForm = {
  delimiter: ',',
  quote: '"',
  escape: '\\',
  dateFormat: 'yyyy-MM-dd',
  timestampFormat: 'yyyy-MM-dd HH:mm:ss',
} as const;

function toCsvForm(body: {
  readonly with_column_header?: Flag | undefined;
  readonly quote_char?: string | undefined;
  readonly escape_char?: string | undefined;
}) {
  return {
    hasHeader: isYes(body.with_column_header),
    quote: body.quote_char ?? defaultForm.quote,
    escape: body.escape_char ?? defaultForm.escape,
  };
}

/** Folders are written with a slash at their end or without it; `s3a://` is the SDK's word. */
function readPath(path: string): ReadFileName {
  return readObsPath(path.replace(/^s3a:/, 'obs:').replace(/(?<=.)\/$/u, ''));
}

function readFormat(word: (typeof dataTypes)[number]): Format | null {
  return word === 'csv' || word === 'json' || word === 'parquet' ? word : null;
}

function readCompression(word: (typeof compressions)[number]): Compression | null {
  return word === 'none' || word === 'gzip' ? word : null;
}

function isOtherEncoding(word: string | undefined): word is string {
  return word !== undefined && !/^utf/i.test(word);
}

function notSupported(message: string): Refusal {
  return dliRefusal('DLI.0007', message);
}

const formatsHere = (word: string) =>
  notSupported(`data_type ${word} is not supported by this engine: it has csv, json and parquet.`);
const compressionsHere = (word: string) =>
  notSupported(`compress ${word} is not supported by this engine: it has none and gzip.`);
const encodingsHere = (word: string) =>
  notSupported(`encoding_type ${word} is not supported by this engine: it has utf-8.`);
const patternsHere = (pattern: string) =>
  notSupported(
    `The pattern ${pattern} is not supported by this engine: it has yyyy, MM, dd, HH, mm, ss, SSS and ` +
      "SSSSSS, text in '…', and what is no letter.",
  );
/** dli-api.md 3.1.9. */
const noComma = invalid('data_path: The place of an export has no comma.');
const noList = invalid(
  'data_path: An import takes one file or folder. Put files that belong together into one folder.',
);
const noBadRecords = notSupported(
  'bad_records_path is not supported by this engine: an import with a bad record fails, and says which.',
);
const noPartitions = notSupported(
  'partition_spec is not supported by this engine: its tables have no partitions.',
);

function csvRefusal(fault: CsvFault, delimiter: string): Refusal {
  switch (fault) {
    case 'quote_is_delimiter':
      return invalid(
        `quote_char and delimiter are both ${delimiter}. Give another for one of them.`,
      );
    case 'escape_is_delimiter':
      return invalid(
        `escape_char and delimiter are both ${delimiter}. Give another for one of them.`,
      );
    case 'quote_is_space':
      return invalid('quote_char is a space, which nothing can be read from. Give another.');
  }
}

function refused<T>(refusal: Refusal): ReadTransfer<T> {
  return { kind: 'refused', refusal };
}

function oneOf<Word extends string>(words: readonly Word[]) {
  return Type.Enum([...words], { description: `one of ${words.join(', ')}` });
}
