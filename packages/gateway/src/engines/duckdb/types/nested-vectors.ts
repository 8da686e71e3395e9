import type {
  DuckDBArrayVector,
  DuckDBMapVector,
  DuckDBStructVector,
  DuckDBUnionVector,
  DuckDBListVector,
  DuckDBVector,
} from '@duckdb/node-api';

// The values that the binding makes of nested types lose fields: those without a name all get the
// same one, and `__proto__` vanishes. Its vectors keep them apart by position, but are private for
// these three types, so this file reaches in. The binding's version is pinned; row-json.test.ts
// fails when the names change.

/** The elements of one array, a range of the vector of all arrays' elements; null for NULL. */
export function elementsOfArray(vector: DuckDBArrayVector, row: number): DuckDBVector | null {
  const { childData, validity } = vector as unknown as {
    readonly childData: DuckDBVector;
    readonly validity: { itemValid(row: number): boolean };
  };
  const { length } = vector.type;
  return validity.itemValid(row) ? childData.slice(row * length, length) : null;
}

/** The entries of one map: key and value are the two fields of a struct; null for NULL. */
export function entriesOfMap(vector: DuckDBMapVector, row: number): DuckDBStructVector | null {
  const { listVector } = vector as unknown as { readonly listVector: DuckDBListVector };
  return listVector.getItemVector(row) as DuckDBStructVector | null;
}

/** Which member a union's value is, and the vector that has it in the same row; null for NULL. */
export function memberOfUnion(
  vector: DuckDBUnionVector,
  row: number,
): { readonly position: number; readonly values: DuckDBVector } | null {
  const { structVector } = vector as unknown as { readonly structVector: DuckDBStructVector };
  const tag = structVector.getItemValue(row, 0);
  if (tag === null) return null;
  const position = Number(tag);
  return { position, values: structVector.entryVectorAt(position + 1) };
}
