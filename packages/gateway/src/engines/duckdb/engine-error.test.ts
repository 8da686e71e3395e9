import { expect, it } from 'vitest';
import { plainReason, toJobError, withoutDirectory } from './engine-error.ts';

it('an internal error is told without addresses and places of the machine', () => {
  const told = new Error(
    'INTERNAL Error: Failure while replaying WAL file\n' +
      'This error signals an assertion failure within DuckDB. It is a bug.\n\n' +
      'Stack Trace:\n\n/opt/sluice/libduckdb.so(_ZN6duckdb9ExceptionE+0x1) [0x7fa9]',
  );
  expect(plainReason(told)).toBe('INTERNAL Error: Failure while replaying WAL file');
  expect(toJobError(told)).toEqual({ code: 'engine', message: plainReason(told) });
});

it('a path of the project is told from its directory on', () => {
  const told = 'IO Error: Could not write file "/srv/a b/projects/p/lake.duckdb.wal"';
  expect(withoutDirectory(told, '/srv/a b/projects/p')).toBe(
    'IO Error: Could not write file "lake.duckdb.wal"',
  );
});
