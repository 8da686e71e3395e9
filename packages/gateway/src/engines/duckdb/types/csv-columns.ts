/**
 * CSV that DuckDB itself puts together, for results of plain columns: millions of rows would take many
 * times longer cell by cell. The fields are letter by letter those that `TYPES.md` says.
 * @returns SQL for the line of a row whose columns are `c0`, `c1` …; null where a column is not plain
 */
export function csvLineOf(engineTypes: readonly string[]): string | null {
  if (engineTypes.length === 0 || !engineTypes.every(isPlain)) return null;
  const cells = engineTypes.map((type, index) => cellOf(type, `c${index}`));
  // concat writes NULL as nothing, which is what it is in CSV.
  return `concat(${cells.join(", ',', ")}, chr(13) || chr(10))`;
}

/** @returns SQL for the bytes of those of a row's columns that may be long; null where none may */
export function longBytesOf(engineTypes: readonly string[]): string | null {
  const long = textColumnsOf(engineTypes).map((column) => `coalesce(strlen(${column}), 0)`);
  return long.length === 0 ? null : long.join(' + ');
}

/** Those of the columns that have texts, as SQL names them. */
export function textColumnsOf(engineTypes: readonly string[]): readonly string[] {
  return engineTypes.flatMap((type, index) => (type === 'VARCHAR' ? [`c${index}`] : []));
}

/** Whether every value of the type, as it is spelled here, is the field that it has to be. */
function isPlain(type: string): boolean {
  return /^DECIMAL\(\d+,\d+\)$/.test(type) || plain.has(type);
}

const plain: ReadonlySet<string> = new Set([
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'HUGEINT',
  'UHUGEINT',
  'DOUBLE',
  'VARCHAR',
  'UUID',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP_S',
  'TIMESTAMP_MS',
]);

function cellOf(type: string, column: string): string {
  switch (type) {
    case 'VARCHAR':
      return textCell(column);
    case 'DOUBLE':
      return doubleCell(column);
    default:
      return column;
  }
}

/** NULL is an empty field, and empty text is `""`. */
function textCell(column: string): string {
  const special = ["'\"'", "','", 'chr(10)', 'chr(13)']
    .map((what) => `contains(${column}, ${what})`)
    .join(' OR ');
  const quoted = `'"' || replace(${column}, '"', '""') || '"'`;
  return `CASE WHEN ${column} = '' OR ${special} THEN ${quoted} ELSE ${column} END`;
}

/**
 * Both write the fewest digits that give the number back, but DuckDB takes an exponent below 1e-4 and
 * from 1e16 on, of two digits at least, and JavaScript below 1e-6 and from 1e21 on.
 */
export function doubleCell(column: string): string {
  const text = `${column}::VARCHAR`;
  const sign = `CASE WHEN ${column} < 0 THEN '-' ELSE '' END`;
  const digits = `replace(regexp_extract(${text}, '[0-9.]+'), '.', '')`;
  const exponent = `regexp_extract(${text}, '[0-9]+$')::INTEGER`;
  return (
    `CASE WHEN ${column} = 0 OR abs(${column}) BETWEEN 1e-4 AND 1e15 THEN ${text} ` +
    `WHEN isnan(${column}) THEN 'NaN' ` +
    `WHEN isinf(${column}) THEN ${sign} || 'Infinity' ` +
    `WHEN abs(${column}) < 1e-6 THEN replace(${text}, 'e-0', 'e-') ` +
    `WHEN abs(${column}) < 1e-4 ` +
    `THEN ${sign} || '0.' || repeat('0', ${exponent} - 1) || ${digits} ` +
    `WHEN abs(${column}) >= 1e21 THEN ${hugeText(column)} ` +
    `WHEN NOT contains(${text}, 'e') THEN ${text} ` +
    `ELSE ${sign} || rpad(${digits}, ${exponent} + 1, '0') || '.0' END`
  );
}

/** DuckDB 1.5 writes three powers of two (2^81, 2^91, 2^807) as other numbers: what it wrote is read again. */
function hugeText(column: string): string {
  const gives = (text: string) => `WHEN TRY_CAST(${text} AS DOUBLE) = ${column} THEN ${text}`;
  const digits16 = `printf('%.15e', ${column})`;
  return `CASE ${gives(`${column}::VARCHAR`)} ${gives(digits16)} ELSE printf('%.16e', ${column}) END`;
}
