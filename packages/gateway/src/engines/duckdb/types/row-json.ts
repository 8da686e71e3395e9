import {
  type DuckDBArrayVector,
  type DuckDBDataChunk,
  type DuckDBListVector,
  type DuckDBMapVector,
  type DuckDBStructVector,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBUnionVector,
  type DuckDBVariantValue,
  type DuckDBVector,
} from '@duckdb/node-api';
import { fieldName } from './engine-type.ts';
import { elementsOfArray, entriesOfMap, memberOfUnion } from './nested-vectors.ts';
import { isScalar, type ScalarType, scalarWriterOf } from './scalar-json.ts';
import { variantJson } from './variant-json.ts';

/** The JSON text of one cell of a column; `null` for NULL. */
type CellWriter = (vector: DuckDBVector, row: number) => string;

/**
 * Prepares the writer of a result's rows. Each row is the JSON text of one array, in the forms of
 * TYPES.md: exact to the digit, NULL and empty text apart, never with a line break in it.
 * @param types of all columns, as the result states them: those of a chunk have lost which are JSON
 */
export function chunkJsonWriter(
  types: readonly DuckDBType[],
): (chunk: DuckDBDataChunk) => string[] {
  const writers = types.map(cellWriterOf);
  return (chunk) => {
    const { rowCount } = chunk;
    const lines: string[] = Array.from({ length: rowCount }, () => '[');
    for (const [column, write] of writers.entries()) {
      const vector = chunk.getColumnVector(column);
      const separator = column === 0 ? '' : ',';
      for (let row = 0; row < rowCount; row++) {
        lines[row] += separator + write(vector, row);
      }
    }
    return lines.map((line) => `${line}]`);
  };
}

function cellWriterOf(type: DuckDBType): CellWriter {
  if (isScalar(type)) return scalarCellWriterOf(type);
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return listWriterOf(type.valueType);
    case DuckDBTypeId.ARRAY:
      return arrayWriterOf(type.valueType);
    case DuckDBTypeId.MAP:
      return mapWriterOf(type.keyType, type.valueType);
    case DuckDBTypeId.STRUCT:
      return structWriterOf(type.entryNames, type.entryTypes);
    case DuckDBTypeId.UNION:
      return unionWriterOf(type.memberTags, type.memberTypes);
    case DuckDBTypeId.VARIANT:
      return (vector, row) => {
        const value = vector.getItem(row);
        return value === null ? 'null' : variantJson(value as DuckDBVariantValue);
      };
  }
}

function scalarCellWriterOf(type: ScalarType): CellWriter {
  const write = scalarWriterOf(type);
  return (vector, row) => {
    const value = vector.getItem(row);
    return value === null ? 'null' : write(value);
  };
}

function listWriterOf(valueType: DuckDBType): CellWriter {
  const write = cellWriterOf(valueType);
  return (vector, row) => {
    const elements = (vector as DuckDBListVector).getItemVector(row);
    return elements ? arrayJson(elements, write) : 'null';
  };
}

function arrayWriterOf(valueType: DuckDBType): CellWriter {
  const write = cellWriterOf(valueType);
  return (vector, row) => {
    const elements = elementsOfArray(vector as DuckDBArrayVector, row);
    return elements ? arrayJson(elements, write) : 'null';
  };
}

/** Pairs, not an object: the keys of a map may be of any type, and keep their order. */
function mapWriterOf(keyType: DuckDBType, valueType: DuckDBType): CellWriter {
  const writeKey = cellWriterOf(keyType);
  const writeValue = cellWriterOf(valueType);
  return (vector, row) => {
    const entries = entriesOfMap(vector as DuckDBMapVector, row);
    if (!entries) return 'null';
    const keys = entries.entryVectorAt(0);
    const values = entries.entryVectorAt(1);
    return arrayJson(entries, (_, at) => `[${writeKey(keys, at)},${writeValue(values, at)}]`);
  };
}

function structWriterOf(names: readonly string[], types: readonly DuckDBType[]): CellWriter {
  const labels = labelsOf(names);
  const writers = types.map(cellWriterOf);
  return (vector, row) => {
    const struct = vector as DuckDBStructVector;
    if (!struct.isItemValid(row)) return 'null';
    const fields = writers.map(
      (write, at) => `${labels[at] ?? ''}${write(struct.entryVectorAt(at), row)}`,
    );
    return `{${fields.join(',')}}`;
  };
}

function unionWriterOf(tags: readonly string[], types: readonly DuckDBType[]): CellWriter {
  const labels = labelsOf(tags);
  const writers = types.map(cellWriterOf);
  return (vector, row) => {
    const member = memberOfUnion(vector as DuckDBUnionVector, row);
    if (!member) return 'null';
    const write = writers[member.position];
    if (!write) throw new Error(`a union has no member ${member.position}`);
    return `{${labels[member.position] ?? ''}${write(member.values, row)}}`;
  };
}

function labelsOf(names: readonly string[]): readonly string[] {
  return names.map((name, position) => `${JSON.stringify(fieldName(name, position))}:`);
}

function arrayJson(elements: DuckDBVector, write: CellWriter): string {
  const { itemCount } = elements;
  let text = '[';
  for (let at = 0; at < itemCount; at++) text += (at === 0 ? '' : ',') + write(elements, at);
  return `${text}]`;
}
