const plain: Record<string, string> = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  byte: 'TINYINT',
  smallint: 'SMALLINT',
  short: 'SMALLINT',
  int: 'INTEGER',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  long: 'BIGINT',
  float: 'FLOAT',
  real: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  varchar: 'VARCHAR',
  char: 'VARCHAR',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  decimal: 'DECIMAL(10,0)',
};

/** The type of DuckDB that has the values of a type of Spark SQL; null where the text is none. */
export function toDuckdbType(text: string): string | null {
  const reading = { text: text.trim(), at: 0 };
  const type = readType(reading, 0);
  return type !== null && reading.at === reading.text.length ? type : null;
}

interface Reading {
  readonly text: string;
  at: number;
}

const deepest = 32;

function readType(reading: Reading, depth: number): string | null {
  if (depth > deepest) return null;
  const word = take(reading, /\s*([a-z]+)\s*/iy)?.toLowerCase();
  switch (word) {
    case undefined:
      return null;
    case 'array': {
      const [element] = readInner(reading, 1, depth) ?? [];
      return element === undefined ? null : `${element}[]`;
    }
    case 'map': {
      const [key, value] = readInner(reading, 2, depth) ?? [];
      return key === undefined ? null : `MAP(${key}, ${value})`;
    }
    case 'struct':
      return readStruct(reading, depth);
    case 'decimal':
    case 'numeric': {
      const size = take(reading, /\(\s*(\d{1,2}(?:\s*,\s*\d{1,2})?)\s*\)\s*/y);
      return size === null ? (plain['decimal'] ?? null) : decimalOf(size);
    }
    case 'char':
    case 'varchar':
      take(reading, /\(\s*(\d{1,9})\s*\)\s*/y);
      return 'VARCHAR';
    default:
      return plain[word] ?? null;
  }
}

function decimalOf(size: string): string | null {
  const [precision = 0, scale = 0] = size.split(',').map(Number);
  const isOne = precision >= 1 && precision <= 38 && scale <= precision;
  return isOne ? `DECIMAL(${precision},${scale})` : null;
}

/** So many types between `<` and `>`. */
function readInner(reading: Reading, count: number, depth: number): string[] | null {
  const types: string[] = [];
  for (let index = 0; index < count; index++) {
    if (take(reading, index === 0 ? /(<)\s*/y : /(,)\s*/y) === null) return null;
    const type = readType(reading, depth + 1);
    if (type === null) return null;
    types.push(type);
  }
  return take(reading, /(>)\s*/y) === null ? null : types;
}

function readStruct(reading: Reading, depth: number): string | null {
  const fields: string[] = [];
  for (;;) {
    if (take(reading, fields.length === 0 ? /(<)\s*/y : /(,)\s*/y) === null) return null;
    const name = take(reading, /(\w+|`[^`"]+`)\s*:\s*/uy);
    const type = name === null ? null : readType(reading, depth + 1);
    if (name === null || type === null) return null;
    fields.push(`"${name.replaceAll('`', '')}" ${type}`);
    if (take(reading, /(>)\s*/y) !== null) return `STRUCT(${fields.join(', ')})`;
  }
}

/** What the pattern's group has at this place, and goes behind the match; null where it does not match. */
function take(reading: Reading, pattern: RegExp): string | null {
  pattern.lastIndex = reading.at;
  const found = pattern.exec(reading.text);
  if (!found) return null;
  reading.at = pattern.lastIndex;
  return found[1] ?? null;
}
