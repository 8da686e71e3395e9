import {
  type DuckDBListVector,
  type DuckDBMapVector,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import type { DataType } from '@uwdata/flechette';
import type { ColumnWriter } from './column-writer.ts';
import { BooleanWriter, DecimalWriter, FlatWriter } from './flat-writers.ts';
import { ListWriter, StructWriter } from './nested-writers.ts';
import { listOfMap } from './raw-vectors.ts';
import { BytesWriter, TextWriter } from './text-writers.ts';

/** @param arrow the type of Arrow for `type` */
export function columnWriter(type: DuckDBType, arrow: DataType): ColumnWriter {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return new BooleanWriter(arrow);
    case DuckDBTypeId.DECIMAL:
      return new DecimalWriter(arrow, type.width);
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.BLOB:
      return new BytesWriter(arrow);
    case DuckDBTypeId.UUID:
      return new TextWriter(arrow);
    case DuckDBTypeId.LIST: {
      const items = columnWriter(type.valueType, childOf(arrow, 0));
      return new ListWriter(arrow, (vector) => vector as DuckDBListVector, items);
    }
    case DuckDBTypeId.MAP: {
      const entries = childOf(arrow, 0);
      const parts = [type.keyType, type.valueType].map((part, at) =>
        columnWriter(part, childOf(entries, at)),
      );
      const pairs = new StructWriter(entries, parts);
      return new ListWriter(arrow, (vector) => listOfMap(vector as DuckDBMapVector), pairs);
    }
    case DuckDBTypeId.STRUCT:
      return new StructWriter(
        arrow,
        type.entryTypes.map((entry, at) => columnWriter(entry, childOf(arrow, at))),
      );
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.DATE:
    case DuckDBTypeId.TIME:
    case DuckDBTypeId.TIME_NS:
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return new FlatWriter(arrow);
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

function childOf(type: DataType, at: number): DataType {
  const child = 'children' in type ? type.children?.[at] : undefined;
  if (!child) throw new Error('a nested type of Arrow has no such part');
  return child.type;
}
