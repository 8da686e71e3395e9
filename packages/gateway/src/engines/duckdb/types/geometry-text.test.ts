import { type DuckDBGeometryValue, listValue } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { geometryText } from './geometry-text.ts';
import { connectInMemory } from './query-in-memory.ts';

const shapes = [
  'POINT(1 2)',
  'POINT EMPTY',
  'POINT Z (1 2 3)',
  'POINT M (1 2 3)',
  'POINT ZM (1 2 3 4.5)',
  'POINT(-0.0 nan)',
  'POINT(1e20 -1.5e-10)',
  'POINT(1e15 1e16)',
  'POINT(0.0001 0.00001)',
  'LINESTRING(0 0, 1 1.25)',
  'LINESTRING EMPTY',
  'POLYGON((0 0,1 0,1 1,0 0),(0.1 0.1,0.2 0.1,0.2 0.2,0.1 0.1))',
  'POLYGON EMPTY',
  'MULTIPOINT(1 2, EMPTY, 3 4)',
  'MULTILINESTRING((0 0,1 1),EMPTY,(2 2,3 3))',
  'MULTIPOLYGON(((0 0,1 0,1 1,0 0)),EMPTY)',
  'MULTIPOLYGON Z (((0 0 1,1 0 1,1 1 1,0 0 1)))',
  'GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION(LINESTRING(0 0,1 1)),POLYGON EMPTY)',
  'GEOMETRYCOLLECTION Z (POINT Z (1 2 3))',
  'GEOMETRYCOLLECTION EMPTY',
];

it('shapes are written as DuckDB writes them', async () => {
  const connection = await connectInMemory();
  const sql = 'SELECT g, g::VARCHAR FROM (SELECT unnest($1::VARCHAR[])::GEOMETRY AS g)';
  const rows = (await connection.runAndReadAll(sql, [listValue(shapes)])).getRows();
  expect(rows).toHaveLength(shapes.length);
  const written = rows.map(([shape]) => geometryText((shape as DuckDBGeometryValue).bytes));
  expect(written).toEqual(rows.map(([, text]) => text));
});
