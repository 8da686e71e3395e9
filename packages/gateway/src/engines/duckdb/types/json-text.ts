import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { quoteName, quoteText } from '../sql/quote-text.ts';
import { doubleCell } from './csv-columns.ts';
import { fieldName, isJson } from './engine-type.ts';
import { integerTypes } from './integer-types.ts';
import { isScalar, type ScalarType } from './scalar-json.ts';

/**
 * SQL for the JSON text of a value, in the forms of TYPES.md; NULL for NULL. DuckDB's own JSON has digits of JSON
 * columns, bytes and what is no number in forms that cannot be read back.
 * @param value SQL for it
 */
export function jsonTextOf(type: DuckDBType, value: string, depth = 0): string {
  const part = (inner: DuckDBType, expression: string) =>
    `coalesce(${jsonTextOf(inner, expression, depth + 1)}, 'null')`;
  if (isScalar(type)) return scalarText(type, value);
  const each = `e${depth}`;
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return listText(value, each, part(type.valueType, each));
    case DuckDBTypeId.MAP: {
      const entry = `'[' || ${part(type.keyType, `${each}.key`)} || ',' || ${part(type.valueType, `${each}.value`)} || ']'`;
      return listText(`map_entries(${value})`, each, entry);
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type;
      const fields = entryTypes.map((entry, at) => {
        const field = part(entry, `struct_extract_at(${value}, ${at + 1})`);
        return `${label(entryNames[at] ?? '', at)} || ${field}`;
      });
      return `CASE WHEN ${value} IS NOT NULL THEN '{' || ${fields.join(" || ',' || ")} || '}' END`;
    }
    case DuckDBTypeId.UNION: {
      const { memberTags, memberTypes } = type;
      const members = memberTypes.map((member, at) => {
        const tag = memberTags[at] ?? '';
        const text = part(member, `union_extract(${value}, ${quoteText(tag)})`);
        return `WHEN ${quoteText(tag)} THEN '{' || ${label(tag, at)} || ${text} || '}'`;
      });
      return `CASE CAST(union_tag(${value}) AS VARCHAR) ${members.join(' ')} END`;
    }
    case DuckDBTypeId.VARIANT:
      return `CAST(CAST(${value} AS JSON) AS VARCHAR)`;
  }
}

function scalarText(type: ScalarType, value: string): string {
  if (isJson(type)) return strictJson(value);
  if (bare.has(type.typeId)) return `CAST(${value} AS VARCHAR)`;
  const text = plainTextOf(type, value);
  if (!isFloating(type)) return quoted(text);
  return `CASE WHEN isfinite(${value}) THEN ${text} ELSE '"' || ${text} || '"' END`;
}

/** SQL for the text of a value without parts: that of CSV, and what is between the quotes of JSON. */
export function plainTextOf(type: ScalarType, value: string): string {
  if (type.typeId === DuckDBTypeId.BLOB) return `to_base64(${value})`;
  return isFloating(type) ? doubleCell(value) : `CAST(${value} AS VARCHAR)`;
}

function isFloating({ typeId }: ScalarType): boolean {
  return typeId === DuckDBTypeId.FLOAT || typeId === DuckDBTypeId.DOUBLE;
}

/** What JSON has without quotes: all digits of it. */
const bare: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.BOOLEAN, ...integerTypes]);

function listText(list: string, each: string, element: string): string {
  return `'[' || array_to_string(list_transform(${list}, lambda ${each}: ${element}), ',') || ']'`;
}

function label(name: string, position: number): string {
  return quoteText(`${JSON.stringify(fieldName(name, position))}:`);
}

function quoted(text: string): string {
  return `CAST(to_json(${text}) AS VARCHAR)`;
}

/** Text that DuckDB takes for JSON and that is not strictly so is given as a string, whole. */
function strictJson(value: string): string {
  const text = `CAST(${value} AS VARCHAR)`;
  const outside = String.raw`regexp_replace(${text}, '"(?:[^"\\]|\\.)*"', 's', 'g')`;
  const isLoose = String.raw`regexp_matches(${outside}, '(?i)i|na|,\s*[\]}]')`;
  return String.raw`CASE WHEN ${isLoose} THEN ${quoted(text)} ELSE regexp_replace(${text}, '[\r\n]+', '', 'g') END`;
}

/** SQL for the line of a row as JSON. */
export function jsonLineOf(names: readonly string[], types: readonly DuckDBType[]): string {
  const fields = types.map((type, at) => {
    const name = names[at] ?? '';
    return `${quoteText(`${JSON.stringify(name)}:`)} || coalesce(${jsonTextOf(type, quoteName(name))}, 'null')`;
  });
  return `'{' || ${fields.join(" || ',' || ")} || '}'`;
}
