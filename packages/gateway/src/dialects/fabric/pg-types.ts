import type { Column } from '../../core/job/ending.ts';

/** A column as PostgreSQL describes it (fabric-api.md 6.4). */
export interface RowType {
  readonly name: string;
  readonly table_id: 0;
  readonly column_id: 0;
  /** Text. */
  readonly format: 0;
  /** PostgreSQL's number of the type. */
  readonly type: number;
  /** In bytes; -1 where values differ in length. */
  readonly size: number;
  readonly type_mod: number;
}

/** What is no type of PostgreSQL's, such as a list, is text that is JSON. */
export function toRowType(column: Column): RowType {
  const [type, size, type_mod = -1] = pgType(column);
  const { name } = column;
  return { name, table_id: 0, column_id: 0, format: 0, type, size, type_mod };
}

type PgType = readonly [oid: number, size: number, typeMod?: number];

function pgType({ type, engineType }: Column): PgType {
  if (type === 'timestamp' && /WITH TIME ZONE$/i.test(engineType)) return [1184, 8];
  if (type.startsWith('decimal')) return [1700, -1, decimalMod(engineType)];
  return pgTypes.get(type) ?? [25, -1];
}

const pgTypes: ReadonlyMap<string, PgType> = new Map([
  ['boolean', [16, 1]],
  ['binary', [17, -1]],
  ['bigint', [20, 8]],
  ['tinyint', [21, 2]],
  ['smallint', [21, 2]],
  ['int', [23, 4]],
  ['float', [700, 4]],
  ['double', [701, 8]],
  ['date', [1082, 4]],
  ['timestamp', [1114, 8]],
]);

/** Only of what has a precision: whole numbers of any length have none. */
function decimalMod(engineType: string): number {
  const [, precision, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/i.exec(engineType) ?? [];
  if (precision === undefined || scale === undefined) return -1;
  return ((Number(precision) << 16) | Number(scale)) + 4;
}
