import type { DuckDBConnection } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectInMemory } from '../types/query-in-memory.ts';
import type { SqlToken } from './sql-tokens.ts';
import { tokenizeSql } from './tokenize-sql.ts';

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await connectInMemory();
});

describe('tokens', () => {
  it.each<[sql: string, tokens: readonly string[]]>([
    ['SELECT a_1$ FROM t', ['word SELECT', 'word a_1$', 'word FROM', 'word t']],
    ['"a""b" "select"', ['quoted a"b', 'quoted select']],
    ["'a''b' ''", ["text a'b", 'text ']],
    ["'a'\n'b'", ['text ab']],
    ["'a' -- it's\n\t -- more\r 'b'", ['text ab']],
    ["'a' 'b'", ['text a', 'text b']],
    ["'a' /*\n*/ 'b'", ['text a', 'text b']],
    ["'a'\n'' b", ['text a', 'word b']],
    [String.raw`E'\x5f\137_\'''\\\n'`, ["text ___''\\\n"]],
    [String.raw`e'a' ` + '\n' + String.raw`'\x62'`, ['text ab']],
    [String.raw`'\'`, ['text \\']],
    ["ae'x'", ['word ae', 'text x']],
    ["N'x'", ['word N', 'text x']],
    ["X'a''b'", ['bits Xa', 'text b']],
    ["$$a'b$$ $x$ $$ $X$ $x$", ["text a'b", 'text  $$ $X$ ']],
    ['a$$b$$', ['word a$$b$$']],
    ['$1$x$1$x$', ['number $1', 'text 1']],
    ['$ a', ['mark $', 'word a']],
    [
      '1.5e-3 .5 1_000 1..2 1e 0x5f',
      [
        'number 1.5e-3',
        'number .5',
        'number 1_000',
        'number 1',
        'mark .',
        'mark .',
        'number 2',
        'number 1',
        'word e',
        'number 0',
        'word x5f',
      ],
    ],
    ["1e'\\''", ['number 1', "text '"]],
    ['a--b\nc--d', ['word a', 'word c']],
    ['a/*b/*c*/d*/e', ['word a', 'word e']],
    ['a//*b*/c */*d*/', ['word a', 'mark /', 'word c', 'mark *']],
    ['a*--b', ['word a', 'mark *']],
    ['é数据 名', ['word é数据', 'word 名']],
    ['a::b;', ['word a', 'mark :', 'mark :', 'word b', 'mark ;']],
    ["u & 'x'", ['word u', 'mark &', 'text x']],
  ])('%j', (sql, expected) => {
    expect(tokensOf(sql).map(({ kind, text }) => `${kind} ${text}`)).toEqual(expected);
  });

  it('know where they stand', () => {
    const sql = `COPY t TO e'a\\'b' -- end`;
    const [, , , literal] = tokensOf(sql);
    expect(literal).toEqual({ kind: 'text', text: "a'b", start: 10, end: 17 });
    expect(sql.slice(10, 17)).toBe("e'a\\'b'");
  });
});

describe('a text that cannot be read', () => {
  it.each([
    ["SELECT 'a", 7, /no end/],
    [String.raw`SELECT e'a\'`, 7, /no end/],
    ['SELECT "a', 7, /no closing quote/],
    ['SELECT $x$ $y$', 7, /no end/],
    ['SELECT /* /* */', 7, /comment/],
    ["SELECT U&'x'", 7, /U&/],
    ['SELECT u&"x"', 7, /U&/],
    ['SELECT a\u00a0b', 8, /U\+00A0/],
    ['\ufeffSELECT 1', 0, /U\+FEFF/],
    ['SELECT $\u3000$a$\u3000$', 8, /U\+3000/],
  ])('%j is broken at %i', (sql, position, problem) => {
    const tokenized = tokenizeSql(sql);
    expect(tokenized).toMatchObject({ kind: 'broken', position });
    expect(tokenized).toHaveProperty('problem', expect.stringMatching(problem));
  });

  it('special spaces may stand in texts, names and comments', () => {
    expect(tokenizeSql('SELECT \'a\u00a0b\', "c\u3000d", $$\u200b$$ -- \ufeff').kind).toBe(
      'tokens',
    );
  });
});

describe('DuckDB', () => {
  it('reads the same values of texts', async () => {
    const piece = fc.constantFrom(
      "''",
      '\\',
      "\\'",
      '\\n',
      '\\x41',
      '\\101',
      '$',
      '$a$',
      '"',
      ' ',
      '--',
      '/*',
      'é',
      'x',
      "'\n'",
      "' --\n '",
    );
    const body = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const literal = fc
      .tuple(fc.constantFrom("'", "E'", "e'", '$$', '$t$'), body)
      .map(([open, text]) => (open.endsWith('$') ? open + text + open : `${open}${text}'`));
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(literal, async (sql) => {
        const value = await valueOf(sql);
        if (value === null) return;
        compared += 1;
        // What follows a text may be an alias.
        expect(tokensOf(sql)[0]).toMatchObject({ kind: 'text', text: value });
      }),
      { numRuns: 2_000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('sees as many statements', async () => {
    const statement = fc.constantFrom(
      'SELECT 1',
      "SELECT ';', 'it''s;'",
      "SELECT ';'\n';'",
      String.raw`SELECT e'\';', E'\\;'`,
      'SELECT $$;$$, $a$;$b$;$a$',
      'SELECT 1 AS ";", 2 AS "a"";"',
      "SELECT 1 /* ; /* ; */ ' */",
      "SELECT 1 -- ; ' /*\n",
      "SELECT a$b$ FROM (SELECT 1 AS a$b$) -- ;\r, (SELECT ';')",
      "SELECT 1e'",
      "SELECT x'a''b';'",
      "SELECT 2 --'\n, ';'",
      "SELECT 3 /*'*/, e';\\''",
      '',
      ' ',
      '/* only ; */',
      '-- only ;\n',
    );
    const text = fc.array(statement, { minLength: 1, maxLength: 6 }).map((all) => all.join(';'));
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(text, async (sql) => {
        const count = await statementCount(sql);
        if (count === null) return;
        compared += 1;
        expect(statementsIn(tokensOf(sql))).toBe(count);
      }),
      { numRuns: 5_000 },
    );
    expect(compared).toBeGreaterThan(500);
  }, 30_000);
});

describe('12 MB', () => {
  // The time is that of this process alone: other work on the machine does not count.
  it.each(['(', "'a' --b\n", "e'\\'' ", '$a $b ', '/*', '"a".', '1', '1_', 'é', '"'])(
    'of %j take time in proportion',
    (pattern) => {
      const sql = pattern.repeat(12_000_000 / pattern.length);
      const before = process.cpuUsage();
      tokenizeSql(sql);
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(5_000);
    },
    60_000,
  );
});

function tokensOf(sql: string): readonly SqlToken[] {
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') throw new Error(`${tokenized.problem}: ${sql}`);
  const { tokens } = tokenized;
  return Array.from({ length: tokens.length }, (_, index) => {
    const token = tokens.at(index);
    if (!token) throw new Error(`no token ${index}`);
    return token;
  });
}

function statementsIn(tokens: readonly SqlToken[]): number {
  const texts = tokens.map(({ kind, text }) => (kind === 'mark' ? text : 'x')).join('');
  return texts.split(';').filter((statement) => statement !== '').length;
}

/** The value of one literal; null where DuckDB does not take it. */
async function valueOf(literal: string): Promise<unknown> {
  try {
    const reader = await connection.runAndReadAll(`SELECT ${literal}`);
    return reader.getRows()[0]?.[0] ?? null;
  } catch {
    return null;
  }
}

/** How many statements DuckDB cuts the text into; null where it cannot parse it. */
async function statementCount(sql: string): Promise<number | null> {
  try {
    return (await connection.extractStatements(sql)).count;
  } catch {
    return null;
  }
}
