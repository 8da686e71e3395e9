import { expect, it } from 'vitest';
import { placeStatements } from './place-statements.ts';

it('says at which line each begins', () => {
  const text = '\n a;b;\n\n-- c\r\nd\n';
  expect(placeStatements(text, ['a', 'b', 'd'], [2, 4, 14])).toEqual([
    { sql: 'a', line: 2 },
    { sql: 'b', line: 2 },
    { sql: 'd', line: 5 },
  ]);
});
