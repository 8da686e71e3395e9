import { type Batch, type DataType, tableFromIPC, Type } from '@uwdata/flechette';
import {
  dateText,
  timestampInUtcText,
  timestampText,
} from '../../src/engines/duckdb/types/temporal-text.ts';

/** The values of each column of an Arrow stream, in the JSON forms of `TYPES.md`, from the bytes of its buffers. */
export function arrowCells(stream: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const table = tableFromIPC(stream);
  return new Map(
    table.children.map((column, at) => [
      table.names[at] as string,
      column.data.flatMap((batch) =>
        Array.from({ length: batch.length }, (_, row) => cell(column.type, batch, row)),
      ),
    ]),
  );
}

function cell(type: DataType, batch: Batch<unknown>, row: number): string {
  if (!isThere(batch, row)) return 'null';
  const { values, children } = batch;
  const partOf = (at: number, place: number) => {
    const child = children[at];
    if (!child) throw new Error('a nested batch has no such part');
    return cell(child.type, child, place);
  };
  switch (type.typeId) {
    case Type.Int:
      return String(values[row]);
    case Type.Bool:
      return String((((values[row >> 3] as number) >> (row & 7)) & 1) === 1);
    case Type.Float: {
      const value = values[row] as number;
      if (!Number.isFinite(value)) return `"${value}"`;
      if (Object.is(value, -0)) return '-0.0';
      if (Number.isInteger(value)) return `${value}.0`;
      return String(type.precision === 1 ? Number(value.toPrecision(7)) : value);
    }
    case Type.Decimal: {
      const words = values as BigUint64Array;
      const number = (BigInt.asIntN(64, words[2 * row + 1] ?? 0n) << 64n) | (words[2 * row] ?? 0n);
      const digits = String(number < 0n ? -number : number).padStart(type.scale + 1, '0');
      const point = digits.length - type.scale;
      const fraction = type.scale === 0 ? '' : `.${digits.slice(point)}`;
      return `"${number < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}"`;
    }
    case Type.Utf8:
      return JSON.stringify(Buffer.from(bytesAt(batch, row)).toString('utf8'));
    case Type.Binary:
      return `"${Buffer.from(bytesAt(batch, row)).toString('base64')}"`;
    case Type.Date:
      return `"${dateText(values[row] as number)}"`;
    case Type.Time: {
      const perSecond = type.unit === 3 ? 1_000_000_000 : 1_000_000;
      // A time of the first day: what comes behind the date.
      return `"${timestampText(values[row] as bigint, perSecond).slice('1970-01-01 '.length)}"`;
    }
    case Type.Timestamp: {
      const units = values[row] as bigint;
      const perSecond = ([1, 1_000, 1_000_000, 1_000_000_000] as const)[type.unit];
      return `"${type.timezone === 'UTC' ? timestampInUtcText(units) : timestampText(units, perSecond)}"`;
    }
    case Type.List:
      return `[${placesAt(batch, row)
        .map((place) => partOf(0, place))
        .join()}]`;
    case Type.Map: {
      const [entries] = children;
      const pairs = placesAt(batch, row).map((place) => {
        const [key, value] = [0, 1].map((at) => {
          const part = entries?.children[at];
          if (!part) throw new Error('a map has no entries');
          return cell(part.type, part, place);
        });
        return `[${key},${value}]`;
      });
      return `[${pairs.join()}]`;
    }
    case Type.Struct: {
      const fields = type.children.map(
        ({ name }, at) => `${JSON.stringify(name)}:${partOf(at, row)}`,
      );
      return `{${fields.join()}}`;
    }
    case Type.NONE:
    case Type.Null:
    case Type.Dictionary:
    case Type.Interval:
    case Type.Union:
    case Type.FixedSizeBinary:
    case Type.FixedSizeList:
    case Type.Duration:
    case Type.LargeBinary:
    case Type.LargeUtf8:
    case Type.LargeList:
    case Type.RunEndEncoded:
    case Type.BinaryView:
    case Type.Utf8View:
    case Type.ListView:
    case Type.LargeListView:
      throw new Error(`nobody expects a column of the type ${type.typeId}`);
  }
}

function isThere({ nullCount, validity }: Batch<unknown>, row: number): boolean {
  return nullCount === 0 || (((validity[row >> 3] ?? 0) >> (row & 7)) & 1) === 1;
}

function bytesAt({ offsets, values }: Batch<unknown>, row: number): Uint8Array {
  return (values as Uint8Array).subarray(Number(offsets[row]), Number(offsets[row + 1]));
}

function placesAt({ offsets }: Batch<unknown>, row: number): readonly number[] {
  const begin = Number(offsets[row]);
  return Array.from({ length: Number(offsets[row + 1]) - begin }, (_, at) => begin + at);
}
