import { type DuckDBConnection, DuckDBTypeId } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectInMemory, queryChunks } from './query-in-memory.ts';
import { chunkJsonWriter } from './row-json.ts';
import { columnOf } from './type-words.ts';
import { readTypesTable } from './types-table.ts';

describe('TYPES.md', () => {
  const table = readTypesTable();
  let connection: DuckDBConnection;
  const seen = new Set<DuckDBTypeId>();

  beforeAll(async () => {
    connection = await connectInMemory();
  });

  for (const row of table) {
    it(`${row.engineType}: ${row.example} is written ${row.written}`, async () => {
      const { types, chunks } = await queryChunks(connection, `SELECT ${row.example}`);
      const [type] = types;
      if (!type) throw new Error('no column came back');
      seen.add(type.typeId);
      const { engineType, type: word } = columnOf('x', type);
      expect({ engineType, word }).toEqual({ engineType: row.engineType, word: row.type });
      expect(chunks.flatMap(chunkJsonWriter(types))).toEqual([`[${row.written}]`]);
    });
  }

  it('has a row for every type that a result can have', () => {
    const impossible = new Set([
      DuckDBTypeId.INVALID,
      DuckDBTypeId.ANY,
      DuckDBTypeId.SQLNULL,
      DuckDBTypeId.STRING_LITERAL,
      DuckDBTypeId.INTEGER_LITERAL,
    ]);
    const known = Object.values(DuckDBTypeId).filter((id) => typeof id === 'number');
    const missing = known.filter((id) => !seen.has(id) && !impossible.has(id));
    expect(missing.map((id) => DuckDBTypeId[id])).toEqual([]);
  });
});

describe('names inside types', () => {
  it('are quoted in either language only where they must be', async () => {
    const connection = await connectInMemory();
    const { types } = await queryChunks(connection, `SELECT {'a_1': 1, 'x''"\`y': [{'B': 2}]}`);
    const columns = types.map((type) => columnOf('x', type));
    expect(columns).toEqual([
      {
        name: 'x',
        type: 'struct<a_1:int,`x\'"``y`:array<struct<B:int>>>',
        engineType: 'STRUCT(a_1 INTEGER, "x\'""`y" STRUCT("B" INTEGER)[])',
      },
    ]);
  });

  it('keep JSON apart from text at any depth', async () => {
    const connection = await connectInMemory();
    const sql =
      "SELECT {'j': ['1'::JSON], 'm': MAP {'k': '2'::JSON}, 'u': union_value(w := '3'::JSON)}";
    const { types } = await queryChunks(connection, sql);
    expect(types.map((type) => columnOf('x', type).engineType)).toEqual([
      'STRUCT(j JSON[], m MAP(VARCHAR, JSON), u UNION(w JSON))',
    ]);
  });
});
