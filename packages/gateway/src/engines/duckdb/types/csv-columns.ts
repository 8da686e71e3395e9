/**
 * CSV that DuckDB itself puts together, a text a row, for results of plain columns: millions of rows
 * would take many times longer cell by cell. The fields are those that `TYPES.md` says: what DuckDB
 * writes differently (a DOUBLE with an exponent, say) is marked in the text and spelled here.
 */
export function csvRowOf(engineTypes: readonly string[]): string | null {
  if (!engineTypes.every(isPlain)) return null;
  const cells = engineTypes.map((type, index) => cellOf(type, `c${index}`));
  return cells.length === 1 ? (cells[0] ?? null) : `concat_ws(',', ${cells.join(', ')})`;
}

/** Whether every value of the type, as DuckDB writes it, is the field that it has to be. */
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
      return `coalesce(${column}::VARCHAR, '')`;
  }
}

/** NULL is an empty field, and empty text is `""`. A mark in a text is doubled. */
function textCell(column: string): string {
  const text = `replace(${column}, chr(0), chr(0) || chr(0))`;
  const has = (what: string) => `contains(${column}, ${what})`;
  const special = ["'\"'", "','", 'chr(10)', 'chr(13)'].map(has).join(' OR ');
  return (
    `CASE WHEN ${column} IS NULL THEN '' ` +
    `WHEN ${column} = '' OR ${special} THEN '"' || replace(${text}, '"', '""') || '"' ` +
    `WHEN ${has('chr(0)')} THEN ${text} ELSE ${column} END`
  );
}

/** In this range DuckDB and JavaScript write a number alike, without an exponent. */
function doubleCell(column: string): string {
  return (
    `CASE WHEN ${column} IS NULL THEN '' ` +
    `WHEN ${column} = 0 OR abs(${column}) BETWEEN 1e-4 AND 1e15 THEN ${column}::VARCHAR ` +
    `ELSE chr(0) || ${column}::VARCHAR || chr(0) END`
  );
}

/** Spells what was marked. */
export function spellMarked(text: string, spell: (value: number) => string): string {
  if (!text.includes(mark)) return text;
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/\0(?:\0|([^\0]+)\0)/g, (_, number: string | undefined) =>
    number === undefined ? mark : spell(toNumber(number)),
  );
}

const mark = '\0';

function toNumber(text: string): number {
  switch (text) {
    case 'inf':
      return Infinity;
    case '-inf':
      return -Infinity;
    default:
      return Number(text);
  }
}
