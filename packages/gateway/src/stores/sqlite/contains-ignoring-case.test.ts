import BetterSqlite3 from 'better-sqlite3';
import { assert, asyncProperty, constantFrom, string } from 'fast-check';
import { Kysely, sql, SqliteDialect } from 'kysely';
import { expect, it } from 'vitest';
import { containsIgnoringCase } from './contains-ignoring-case.ts';

function open() {
  const database = new BetterSqlite3(':memory:');
  database.function('lower', { deterministic: true }, (text: unknown) =>
    typeof text === 'string' ? text.toLowerCase() : text,
  );
  const kysely = new Kysely({ dialect: new SqliteDialect({ database }) });
  return async (text: string, part: string) => {
    const { rows } = await sql<{
      found: number;
    }>`select ${containsIgnoringCase(sql`${text}`, part)} as found`.execute(kysely);
    return rows[0]?.found === 1;
  };
}

it('finds what JavaScript finds in both texts folded, letters beyond A to Z among them', async () => {
  const contains = open();
  const letter = constantFrom(...Array.from('aAiIkKsSzZ%_\\ß\u212a\u0130ıſΣςσéÉ\'"'));
  const text = string({ unit: letter, maxLength: 12 });
  await assert(
    asyncProperty(text, string({ unit: letter, maxLength: 3 }), async (whole, part) => {
      expect(await contains(whole, part)).toBe(whole.toLowerCase().includes(part.toLowerCase()));
    }),
    { numRuns: 2_000 },
  );
});
