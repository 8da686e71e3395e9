import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { isJson } from './engine-type.ts';
import { isScalar } from './scalar-json.ts';

/** Whether DuckDB casts text to a type. To a UNION it does where one member is text itself; any other it refuses to plan. */
export function isMadeOfText(type: DuckDBType): boolean {
  if (isScalar(type)) return true;
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return isMadeOfText(type.valueType);
    case DuckDBTypeId.MAP:
      return isMadeOfText(type.keyType) && isMadeOfText(type.valueType);
    case DuckDBTypeId.STRUCT:
      return type.entryTypes.every(isMadeOfText);
    case DuckDBTypeId.UNION: {
      const { memberTypes } = type;
      return memberTypes.filter(isText).length === 1 && !memberTypes.some(isUnion);
    }
    case DuckDBTypeId.VARIANT:
      return true;
  }
}

function isText(type: DuckDBType): boolean {
  return type.typeId === DuckDBTypeId.VARCHAR && !isJson(type);
}

function isUnion({ typeId }: DuckDBType): boolean {
  return typeId === DuckDBTypeId.UNION;
}
