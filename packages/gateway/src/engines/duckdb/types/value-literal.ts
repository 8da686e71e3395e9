import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { rowCells } from '../../../core/rows/row-cells.ts';
import { quoteText } from '../sql/quote-text.ts';
import { fieldName, isJson } from './engine-type.ts';

/**
 * A value in SQL, from its JSON form in `TYPES.md`, digit for digit. It becomes the type where it is cast to it.
 * @param type without a UNION or a VARIANT in it
 */
export function valueLiteral(type: DuckDBType, cell: string): string {
  if (cell === 'null') return 'NULL';
  if (type.typeId === DuckDBTypeId.LIST || type.typeId === DuckDBTypeId.ARRAY) {
    return listLiteral(rowCells(cell), type.valueType);
  }
  if (type.typeId === DuckDBTypeId.MAP) return mapLiteral(type.keyType, type.valueType, cell);
  if (type.typeId === DuckDBTypeId.STRUCT) {
    return structLiteral(type.entryNames, type.entryTypes, cell);
  }
  if (isJson(type) || !cell.startsWith('"')) return quoteText(cell);
  const text = textLiteral(String(JSON.parse(cell)));
  return type.typeId === DuckDBTypeId.BLOB ? `from_base64(${text})` : text;
}

/** A statement ends at its first U+0000. */
function textLiteral(text: string): string {
  const parts = text.split('\0').map(quoteText);
  return parts.length === 1 ? parts.join('') : `(${parts.join(' || chr(0) || ')})`;
}

function listLiteral(cells: readonly string[], type: DuckDBType): string {
  return `[${cells.map((cell) => valueLiteral(type, cell)).join(', ')}]`;
}

/** Its entries stand as pairs. */
function mapLiteral(keyType: DuckDBType, valueType: DuckDBType, cell: string): string {
  const entries = rowCells(cell).map((entry) => rowCells(entry));
  const keys = entries.map(([entryKey = 'null']) => valueLiteral(keyType, entryKey));
  const values = entries.map(([, value = 'null']) => valueLiteral(valueType, value));
  return `MAP([${keys.join(', ')}], [${values.join(', ')}])`;
}

/** Its fields stand in their order. */
function structLiteral(
  names: readonly string[],
  types: readonly DuckDBType[],
  cell: string,
): string {
  const values = rowCells(`[${cell.slice(1, -1)}]`).map((field) => field.replace(key, ''));
  const fields = types.map((type, at) => {
    const name = quoteText(fieldName(names[at] ?? '', at));
    return `${name}: ${valueLiteral(type, values[at] ?? 'null')}`;
  });
  return `{${fields.join(', ')}}`;
}

const key = /^"(?:[^"\\]|\\.)*":/;
