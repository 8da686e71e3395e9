import { expect, it } from 'vitest';
import { outOfReach } from './out-of-reach.ts';

it.each([
  ['ENOSPC', 'resource'],
  ['EDQUOT', 'resource'],
  ['EACCES', 'engine'],
])('a file of a host that cannot be written for %s is a fault of the kind %s', (code, kind) => {
  const cause = Object.assign(new Error(`${code}: open '/somewhere'`), { code, syscall: 'open' });
  expect(outOfReach(cause)).toEqual({
    kind: 'out_of_reach',
    error: { code: kind, message: `DuckDB: open failed (${code})` },
  });
});
