import { type DuckDBType, quotedIdentifier } from '@duckdb/node-api';
import { fieldName, spellType } from './engine-type.ts';

/**
 * Result files are attached with `(STORAGE_VERSION '…')` of at least this: an older file cannot hold
 * a VARIANT column.
 */
export const resultStorageVersion = 'v1.5.0';

/**
 * The column type, for a CREATE TABLE, in which another DuckDB instance keeps a result's column
 * exactly: chunks of the result can be appended as they are.
 *
 * The text is enough to read the rows back in the same JSON form: JSON columns stay JSON, at any
 * depth, and fields without a name carry the name that their JSON form has.
 */
export function storedTypeOf(type: DuckDBType): string {
  return spellType(
    type,
    (name, spelled, position) => `${quotedIdentifier(fieldName(name, position))} ${spelled}`,
  );
}
