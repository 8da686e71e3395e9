import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import {
  binary,
  bool,
  type DataType,
  dateDay,
  decimal128,
  field,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
  list,
  map,
  struct,
  timeMicrosecond,
  timeNanosecond,
  timestamp,
  TimeUnit,
  uint16,
  uint32,
  uint64,
  uint8,
  utf8,
} from '@uwdata/flechette';

/** The type of Arrow for a column that has been cast to the form of its own (`types/columnar-type.ts`). */
export function arrowTypeOf(type: DuckDBType): DataType {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return bool();
    case DuckDBTypeId.TINYINT:
      return int8();
    case DuckDBTypeId.SMALLINT:
      return int16();
    case DuckDBTypeId.INTEGER:
      return int32();
    case DuckDBTypeId.BIGINT:
      return int64();
    case DuckDBTypeId.UTINYINT:
      return uint8();
    case DuckDBTypeId.USMALLINT:
      return uint16();
    case DuckDBTypeId.UINTEGER:
      return uint32();
    case DuckDBTypeId.UBIGINT:
      return uint64();
    case DuckDBTypeId.FLOAT:
      return float32();
    case DuckDBTypeId.DOUBLE:
      return float64();
    case DuckDBTypeId.DECIMAL:
      return decimal128(type.width, type.scale);
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.UUID:
      return utf8();
    case DuckDBTypeId.BLOB:
      return binary();
    case DuckDBTypeId.DATE:
      return dateDay();
    case DuckDBTypeId.TIME:
      return timeMicrosecond();
    case DuckDBTypeId.TIME_NS:
      return timeNanosecond();
    case DuckDBTypeId.TIMESTAMP_S:
      return timestamp(TimeUnit.SECOND);
    case DuckDBTypeId.TIMESTAMP_MS:
      return timestamp(TimeUnit.MILLISECOND);
    case DuckDBTypeId.TIMESTAMP:
      return timestamp(TimeUnit.MICROSECOND);
    case DuckDBTypeId.TIMESTAMP_NS:
      return timestamp(TimeUnit.NANOSECOND);
    case DuckDBTypeId.TIMESTAMP_TZ:
      return timestamp(TimeUnit.MICROSECOND, 'UTC');
    case DuckDBTypeId.LIST:
      return list(field('item', arrowTypeOf(type.valueType)));
    case DuckDBTypeId.MAP:
      return map(
        field('key', arrowTypeOf(type.keyType), false),
        field('value', arrowTypeOf(type.valueType)),
      );
    case DuckDBTypeId.STRUCT:
      return struct(
        type.entryTypes.map((entry, at) => field(type.entryNames[at] ?? '', arrowTypeOf(entry))),
      );
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.BIGNUM:
    case DuckDBTypeId.INTERVAL:
    case DuckDBTypeId.TIME_TZ:
    case DuckDBTypeId.BIT:
    case DuckDBTypeId.ENUM:
    case DuckDBTypeId.GEOMETRY:
    case DuckDBTypeId.ARRAY:
    case DuckDBTypeId.UNION:
    case DuckDBTypeId.VARIANT:
    case DuckDBTypeId.SQLNULL:
    case DuckDBTypeId.ANY:
    case DuckDBTypeId.STRING_LITERAL:
    case DuckDBTypeId.INTEGER_LITERAL:
      throw new Error(`a column of the type ${type.toString()} has no form in Arrow`);
  }
}
