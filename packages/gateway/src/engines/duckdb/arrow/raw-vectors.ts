import {
  DuckDBBlobVector,
  type DuckDBListVector,
  type DuckDBMapVector,
  type DuckDBVector,
} from '@duckdb/node-api';

// The binding gives one value at a time. What lies in a vector is laid out as Arrow has it, but is private, so this
// file reaches in. The binding's version is pinned; tests/duckdb/arrow-result.test.ts fails when the names change.

/** The values of a vector whose values are all of one width, those that are NULL as well. */
export function valueBytes(vector: DuckDBVector): Uint8Array {
  const { items, dataView } = vector as unknown as {
    readonly items?: ArrayBufferView;
    readonly dataView?: ArrayBufferView;
  };
  const { buffer, byteOffset, byteLength } = items ?? dataView ?? new Uint8Array(0);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A bit for each value, the first one the lowest: 0 is NULL. Null where none is. */
export function validityBits(vector: DuckDBVector): Uint8Array | null {
  const { data, offset } = (
    vector as unknown as {
      readonly validity: { readonly data: BigUint64Array | null; readonly offset: number };
    }
  ).validity;
  if (data === null) return null;
  if (offset !== 0) throw new Error('a part of a vector has no bits of its own');
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Of each text or BLOB 16 bytes: how long it is, and the text itself where it is as short as what is left. */
const entryBytes = 16;
const shortBytes = 12;

export interface TextEntries {
  lengthOf(row: number): number;
  /** @returns how many bytes it has copied */
  copy(row: number, into: Uint8Array, at: number): number;
}

/** The texts or bytes of a vector. Of a row that is NULL nothing may be asked. */
export function textEntries(vector: DuckDBVector): TextEntries {
  const entries = valueBytes(vector);
  const lengths = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
  const lengthOf = (row: number) => lengths.getUint32(row * entryBytes, true);
  return {
    lengthOf,
    copy(row, into, at) {
      const length = lengthOf(row);
      if (length > shortBytes) {
        // Both kinds of vectors have what this reads.
        const bytes = DuckDBBlobVector.prototype.getItemBytes.call(vector as DuckDBBlobVector, row);
        if (bytes) into.set(bytes, at);
        return length;
      }
      const begin = row * entryBytes + entryBytes - shortBytes;
      for (let byte = 0; byte < length; byte++) into[at + byte] = entries[begin + byte] ?? 0;
      return length;
    },
  };
}

/** A map is a list of pairs. */
export function listOfMap(vector: DuckDBMapVector): DuckDBListVector {
  return (vector as unknown as { readonly listVector: DuckDBListVector }).listVector;
}
