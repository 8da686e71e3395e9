import { describe, expect, it } from 'vitest';
import type { ResultSummary } from '../../core/job/ending.ts';
import { describeStatement } from './describe-statement.ts';

const statement = {
  number: 2,
  line: 7,
  sql: 'SELECT\n  i,\tt\u001b[31m FROM x',
  statementClass: 'query',
  leavesState: false,
  unit: { first: 2, last: 2 },
} as const;

function resultOf(names: readonly string[], rowCount: number): ResultSummary {
  const columns = names.map((name) => ({ name, type: 'string', engineType: 'VARCHAR' }));
  return { columns, rowCount, affectedRows: null, rows: { at: 'inline', lines: [] } };
}

function tell(result: ResultSummary, lines: readonly string[] | null): readonly string[] {
  return describeStatement(statement, 9, result, lines).split('\n').slice(0, -1);
}

describe('what the log tells of a statement', () => {
  it('has its rows in columns, numbers to the digit, and nothing that a terminal obeys', () => {
    const lines = [
      '[1,"a\\nb"]',
      '[12345678901234567890.5,"\\u001b[2J"]',
      '[null,[1.10,{"k":"v"}]]',
    ];
    expect(tell(resultOf(['i', 't'], 3), lines)).toEqual([
      '[2/9] line 7: SELECT i, t [31m FROM x',
      'i                      | t',
      '-----------------------+-----------------',
      '1                      | a\\nb',
      '12345678901234567890.5 | \\u001b[2J',
      'NULL                   | [1.10,{"k":"v"}]',
      '3 rows',
    ]);
  });

  it('counts the rows that it leaves out (I11)', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `["${String(i).padEnd(2_000, 'x')}"]`);
    expect(tell(resultOf(['long'], 4_000), lines).at(-1)).toBe('the first 100 of 4000 rows');
    const wide = Array.from({ length: 20 }, (_, i) => `column_${i}`.padEnd(120, '_'));
    const rows = Array.from({ length: 100 }, () => JSON.stringify(wide));
    expect(tell(resultOf(wide, 100), rows).at(-1)).toMatch(/^the first \d\d of 100 rows$/);
  });

  it('says where rows could not be read', () => {
    expect(tell(resultOf(['i'], 1), null).at(-1)).toBe('1 row, which could not be read');
  });
});
