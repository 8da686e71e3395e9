import { afterAll, describe, expect, it } from 'vitest';
import { ParserProcess } from './parser-process.ts';

describe('the parser process', () => {
  const parser = new ParserProcess();
  afterAll(() => parser.close());

  it('finds the statements of a text of any length, and reads others meanwhile', async () => {
    const long = `SELECT '${'x;'.repeat(5_000_000)}'; SELECT 2`;
    const [split, many, read] = await Promise.all([
      parser.split(long, 2),
      parser.split('SELECT 1;'.repeat(1_000_000), 2_000),
      parser.read('SELECT 1'),
    ]);
    expect([...split.bounds]).toEqual([0, long.length - 10, long.length - 8, long.length]);
    expect(many).toEqual({ count: 1_000_000, bounds: new Uint32Array() });
    expect(read).toMatchObject({ kind: 'ok', verb: 'SELECT' });
  });

  it.each(['航班', '·\u{10405a}', '航班;'])(
    'says that a lone word of other letters is no statement: %s',
    async (sql) => {
      // DuckDB's own words about it are no UTF-8.
      expect(await parser.read(sql)).toMatchObject({
        kind: 'refused',
        error: { code: 'syntax', message: expect.stringMatching(/^Parser Error: /) },
      });
    },
  );

  it.each([
    ['EXECUTE e((SELECT 1))', 'Only scalar parameters'],
    ['EXECUTE e(id = 1)', 'Only scalar parameters'],
    ['EXECUTE e(v := 6, 5)', 'Mixing named parameters'],
    ['SELECT $a, ?', 'Mixing named and positional parameters'],
  ])('holds the text to blame for whatever DuckDB says of it: %s', async (sql, why) => {
    expect(await parser.read(sql, 'session')).toMatchObject({
      kind: 'refused',
      error: { code: 'syntax', message: expect.stringContaining(why) },
    });
  });

  it('says of a text that is open when it is closed that it is one statement', async () => {
    const closing = new ParserProcess();
    const asked = closing.split('SELECT 1; SELECT 2', 9);
    await closing.close();
    expect(await asked).toEqual({ count: 1, bounds: Uint32Array.of(0, 18) });
  });
});
