import type { DuckDBConnection } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectInMemory, queryLines } from './query-in-memory.ts';

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await connectInMemory();
  await connection.run('SELECT setseed(0.5)');
});

describe('a row', () => {
  it('is one line of strict JSON for every value of every type', async () => {
    const lines = await queryLines(connection, 'FROM test_all_types()');
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).not.toMatch(/[\r\n]/);
      expect(JSON.parse(line)).toHaveLength(56);
    }
  });

  it('tells NULL from empty text', async () => {
    expect(await queryLines(connection, "SELECT NULL::VARCHAR, '', ['', NULL]")).toEqual([
      '[null,"",["",null]]',
    ]);
  });

  it('keeps a byte order mark at the beginning of a text, wherever that stands', async () => {
    const mark = 'chr(65279)';
    const sql = `SELECT ${mark}, ${mark} || 'a text that is long', [${mark} || ${mark}], {'a': ${mark}}, MAP {${mark}: 1},
      (${mark} || 'v')::VARIANT, {'a': ${mark}}::VARIANT, ${mark}::ENUM('\u{FEFF}')`;
    const [line = ''] = await queryLines(connection, sql);
    expect(JSON.parse(line)).toEqual(
      JSON.parse(
        '["|","|a text that is long",["||"],{"a":"|"},[["|",1]],"|v",{"a":"|"},"|"]'.replaceAll(
          '|',
          '\u{FEFF}',
        ),
      ),
    );
  });

  it('has a line for each row of each chunk, in order', async () => {
    const lines = await queryLines(connection, 'SELECT i::INTEGER FROM range(5000) t(i)');
    expect(lines).toEqual(Array.from({ length: 5000 }, (_, i) => `[${i}]`));
  });
});

describe('numbers', () => {
  it('doubles come back to the bit', async () => {
    const doubles = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(doubles, async (values) => {
        const literals = values.map(doubleLiteral).join(', ');
        const lines = await queryLines(connection, `SELECT unnest([${literals}])`);
        expect(lines.map(onlyValue)).toEqual(values);
      }),
    );
  });

  it('floats come back to the bit, with no more digits than DuckDB writes', async () => {
    await connection.run(
      'CREATE TEMP TABLE floats AS SELECT (exp((random() - 0.5) * 170) * (range % 2 - 0.5))::FLOAT AS f FROM range(20000)',
    );
    const lines = await queryLines(connection, 'SELECT f FROM floats');
    const exact = await queryLines(connection, 'SELECT f::DOUBLE FROM floats');
    const texts = await queryLines(connection, 'SELECT f::VARCHAR FROM floats');
    const written = lines.map(onlyValue) as number[];
    expect(written.map(Math.fround)).toEqual(exact.map(onlyValue));
    const longer = written.filter((value, at) => digitsIn(value) > digitsIn(onlyValue(texts[at])));
    expect(longer).toEqual([]);
  });

  it('a zero keeps its sign', async () => {
    expect(
      await queryLines(connection, "SELECT '-0'::FLOAT, 0::FLOAT, '-0'::DOUBLE, ['-0'::FLOAT]"),
    ).toEqual(['[-0.0,0.0,-0.0,[-0.0]]']);
  });

  it('decimals keep every digit', async () => {
    expect(
      await queryLines(
        connection,
        "SELECT '-0.00000000000000000000000000000000000001'::DECIMAL(38,38), '99999999999999999999999999999999999999'::DECIMAL(38,0), 0::DECIMAL(9,4), -1.5::DECIMAL(4,1)",
      ),
    ).toEqual([
      '["-0.00000000000000000000000000000000000001","99999999999999999999999999999999999999","0.0000","-1.5"]',
    ]);
  });
});

describe('nested values', () => {
  it.each([
    ['fields without a name, in a list', '[row(1, 2)]', '[{"col1":1,"col2":2}]'],
    ['in an array', 'array_value(row(1, 2))', '[{"col1":1,"col2":2}]'],
    ['in a map', 'MAP {1: row(1, 2)}', '[[1,{"col1":1,"col2":2}]]'],
    ['in a union', 'union_value(u := row(1, 2))', '{"u":{"col1":1,"col2":2}}'],
    [
      'fields with awkward names',
      "{'__proto__': 1, '1': 2, '0': 3, 'a\"b': 4}",
      '{"__proto__":1,"1":2,"0":3,"a\\"b":4}',
    ],
    ['awkward names in a map', "MAP {'k': {'__proto__': 5}}", '[["k",{"__proto__":5}]]'],
    ['keys of any type', "MAP {[1]: {'a': 2}}", '[[[1],{"a":2}]]'],
    ['an empty map', 'MAP {}', '[]'],
    [
      'NULLs at every depth',
      "[NULL, {'a': NULL}, {'a': [NULL]}]",
      '[null,{"a":null},{"a":[null]}]',
    ],
    ['a NULL map', 'NULL::MAP(INTEGER, INTEGER)', 'null'],
    ['a NULL union, and a union of NULL', '[NULL, union_value(k := NULL)]', '[null,{"k":null}]'],
    ['a NULL array in an array', '[NULL, [1, 2]]::INTEGER[2][2]', '[null,[1,2]]'],
    ['JSON in a list', `['{"a": 1.0}'::JSON, NULL]`, '[{"a": 1.0},null]'],
    ['NaN in a list', "['nan'::FLOAT, '-inf']", '["NaN","-Infinity"]'],
    [
      'a variant of everything',
      `[1, 'x'::VARIANT, NULL, [1.50::DECIMAL(3,2)]]::VARIANT`,
      '[1,"x",null,["1.50"]]',
    ],
    ['a variant that holds JSON null', `'null'::JSON::VARIANT`, 'null'],
  ])('%s', async (_, expression, written) => {
    expect(await queryLines(connection, `SELECT ${expression}`)).toEqual([`[${written}]`]);
  });
});

describe('text', () => {
  it('comes back as it was, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const literal = `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`;
        const [line = ''] = await queryLines(connection, `SELECT ${literal}, [${literal}]`);
        const plain = text.replaceAll('\0', '');
        expect(line).not.toMatch(/[\r\n]/);
        expect(JSON.parse(line)).toEqual([plain, [plain]]);
      }),
    );
  });

  it('keeps a NUL character', async () => {
    expect(await queryLines(connection, "SELECT 'a' || chr(0) || 'b'")).toEqual([
      String.raw`["a\u0000b"]`,
    ]);
  });
});

describe('JSON columns', () => {
  it('stay one line', async () => {
    const sql = String.raw`SELECT E'{"a":\r\n[1,\n2], "b": "x\\ny"}'::JSON`;
    expect(await queryLines(connection, sql)).toEqual([String.raw`[{"a":[1,2], "b": "x\ny"}]`]);
  });

  it.each(['NaN', '[1,]', '{"a":-Infinity}'])(
    '%s, which only DuckDB reads, is a string',
    async (json) => {
      const lines = await queryLines(connection, `SELECT '${json}'::JSON`);
      expect(JSON.parse(lines[0] ?? '')).toEqual([json]);
    },
  );
});

function doubleLiteral(value: number): string {
  return `'${Object.is(value, -0) ? '-0' : value}'::DOUBLE`;
}

function onlyValue(line = ''): unknown {
  return (JSON.parse(line) as unknown[])[0];
}

function digitsIn(value: unknown): number {
  const [digits = ''] = Number(value).toExponential().split('e');
  return digits.replace(/[-.]/g, '').length;
}
