import type { ResultBlock } from '../result-frames.ts';
import {
  readThrift,
  thrift,
  type ThriftList,
  type ThriftStruct,
  type ThriftValue,
  writeThrift,
} from './thrift-compact.ts';

const magic = Buffer.from('PAR1');
/** The footer's length and the magic. */
const tailBytes = 8;

/**
 * One Parquet file of many with the same columns, as they come: their groups of rows one after another, untouched,
 * with one footer that says where each is now (Apache Parquet, `parquet.thrift`).
 * @param files at least one, each whole
 */
export async function* joinParquet(files: AsyncIterable<ResultBlock>): AsyncGenerator<ResultBlock> {
  let length = 0;
  let footer: ThriftStruct | null = null;
  const groups: Uint8Array[] = [];
  let rowCount = 0n;
  for await (const { rows, bytes: file } of files) {
    const part = takeApart(file);
    if (footer === null) {
      footer = part.footer;
      length = magic.length;
      yield { rows: 0, bytes: magic };
    }
    for (const group of listOf(part.footer, fileMetaData.rowGroups).elements) {
      groups.push(writeThrift(moved(group, BigInt(length - magic.length), groups.length)));
    }
    rowCount += numberOf(part.footer, fileMetaData.rowCount);
    length += part.body.length;
    // Frames of no bytes end what comes.
    if (part.body.length > 0) yield { rows, bytes: part.body };
  }
  if (footer === null) throw new Error('a Parquet file is made of one at least');
  yield { rows: 0, bytes: endOf(footer, groups, rowCount) };
}

function takeApart(file: Uint8Array): { footer: ThriftStruct; body: Uint8Array } {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const isWhole = bytes.length >= magic.length + tailBytes && bytes.subarray(-4).equals(magic);
  if (!isWhole) throw new Error('a Parquet file has no end');
  const end = bytes.length - tailBytes;
  const begin = end - bytes.readUInt32LE(end);
  return {
    footer: readThrift(bytes.subarray(begin, end)),
    body: bytes.subarray(magic.length, begin),
  };
}

/** The numbers of the fields in `parquet.thrift`. */
const fileMetaData = { rowCount: 3, rowGroups: 4 };
const rowGroup = { columns: 1, offset: 5, ordinal: 7 };
const columnChunk = { offset: 2, metaData: 3, offsetIndex: 4, columnIndex: 6 };
const columnMetaData = { dataPage: 9, indexPage: 10, dictionaryPage: 11, bloomFilter: 14 };
/** It is a number of 16 bits. */
const lastOrdinal = 32_767;

function moved(value: ThriftValue, by: bigint, ordinal: number): ThriftStruct {
  const group = structOf(value);
  move(group, rowGroup.offset, by);
  const numbered = group.get(rowGroup.ordinal);
  if (numbered && ordinal > lastOrdinal) group.delete(rowGroup.ordinal);
  else if (numbered) group.set(rowGroup.ordinal, { ...numbered, value: BigInt(ordinal) });
  for (const column of listOf(group, rowGroup.columns).elements) {
    const chunk = structOf(column);
    const { offset, offsetIndex, columnIndex } = columnChunk;
    for (const field of [offset, offsetIndex, columnIndex]) move(chunk, field, by);
    const metaData = structOf(chunk.get(columnChunk.metaData)?.value);
    for (const field of Object.values(columnMetaData)) move(metaData, field, by);
  }
  return group;
}

/** Zero stands for a place that is not told. */
function move(fields: ThriftStruct, id: number, by: bigint): void {
  const field = fields.get(id);
  if (typeof field?.value !== 'bigint' || field.value === 0n) return;
  fields.set(id, { ...field, value: field.value + by });
}

function endOf(first: ThriftStruct, groups: readonly Uint8Array[], rowCount: bigint): Buffer {
  first.set(fileMetaData.rowCount, { type: thrift.i64, value: rowCount });
  const value: ThriftList = { elementType: thrift.struct, elements: groups };
  first.set(fileMetaData.rowGroups, { type: thrift.list, value });
  const footer = writeThrift(first);
  const tail = Buffer.alloc(tailBytes);
  tail.writeUInt32LE(footer.length);
  magic.copy(tail, 4);
  return Buffer.concat([footer, tail]);
}

function structOf(value: ThriftValue | undefined): ThriftStruct {
  if (value instanceof Map) return value;
  throw new Error('the footer of a Parquet file has a field of another type');
}

function listOf(fields: ThriftStruct, id: number): ThriftList {
  const value = fields.get(id)?.value;
  if (typeof value === 'object' && 'elements' in value) return value;
  throw new Error('the footer of a Parquet file has a field of another type');
}

function numberOf(fields: ThriftStruct, id: number): bigint {
  const value = fields.get(id)?.value;
  if (typeof value === 'bigint') return value;
  throw new Error('the footer of a Parquet file has a field of another type');
}
