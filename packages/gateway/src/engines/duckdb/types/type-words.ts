import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { Column } from '../../../core/job/ending.ts';
import { engineTypeOf, fieldName } from './engine-type.ts';

/** A result's column, in the words of Spark SQL and in DuckDB's own; TYPES.md is the whole table. */
export function columnOf(name: string, type: DuckDBType): Column {
  return { name, type: sparkTypeOf(type), engineType: engineTypeOf(type) };
}

/** The nearest word that holds every value. The widest whole numbers share the widest word. */
function sparkTypeOf(type: DuckDBType): string {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return 'boolean';
    case DuckDBTypeId.TINYINT:
      return 'tinyint';
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.UTINYINT:
      return 'smallint';
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.USMALLINT:
      return 'int';
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UINTEGER:
      return 'bigint';
    case DuckDBTypeId.UBIGINT:
      return 'decimal(20,0)';
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.BIGNUM:
      return 'decimal(38,0)';
    case DuckDBTypeId.DECIMAL:
      return `decimal(${type.width},${type.scale})`;
    case DuckDBTypeId.FLOAT:
      return 'float';
    case DuckDBTypeId.DOUBLE:
      return 'double';
    case DuckDBTypeId.BLOB:
      return 'binary';
    case DuckDBTypeId.DATE:
      return 'date';
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return 'timestamp';
    case DuckDBTypeId.INTERVAL:
      return 'interval';
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.ENUM:
    case DuckDBTypeId.UUID:
    case DuckDBTypeId.BIT:
    case DuckDBTypeId.TIME:
    case DuckDBTypeId.TIME_TZ:
    case DuckDBTypeId.TIME_NS:
    case DuckDBTypeId.GEOMETRY:
      return 'string';
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return `array<${sparkTypeOf(type.valueType)}>`;
    case DuckDBTypeId.MAP:
      return `map<${sparkTypeOf(type.keyType)},${sparkTypeOf(type.valueType)}>`;
    case DuckDBTypeId.STRUCT:
      return struct(type.entryNames, type.entryTypes);
    case DuckDBTypeId.UNION:
      return struct(type.memberTags, type.memberTypes);
    case DuckDBTypeId.VARIANT:
      return 'variant';
    case DuckDBTypeId.SQLNULL:
      return 'void';
    case DuckDBTypeId.ANY:
    case DuckDBTypeId.STRING_LITERAL:
    case DuckDBTypeId.INTEGER_LITERAL:
      throw new Error(`a result has no column of the type ${type.toString()}`);
  }
}

function struct(names: readonly string[], types: readonly DuckDBType[]): string {
  const fields = types.map((type, position) => {
    const name = fieldName(names[position] ?? '', position);
    const word = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;
    return `${word}:${sparkTypeOf(type)}`;
  });
  return `struct<${fields.join(',')}>`;
}
