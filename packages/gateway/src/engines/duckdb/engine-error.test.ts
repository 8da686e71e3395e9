import { expect, it } from 'vitest';
import {
  isConflict,
  isFatal,
  isReadOnlyRefusal,
  isTemporaryFull,
  plainReason,
  toJobError,
  withoutDirectory,
} from './engine-error.ts';

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

const kinds = { isConflict, isFatal, isReadOnlyRefusal, isTemporaryFull };

function kindsOf(message: string): string[] {
  return Object.entries(kinds).flatMap(([name, isOne]) => (isOne(new Error(message)) ? name : []));
}

it.each([
  [
    'FATAL Error: Failed: database has been invalidated because of a previous fatal error.',
    'isFatal',
  ],
  [
    'TransactionContext Error: Cannot write to database "lake" - transaction is launched in read-only mode',
    'isReadOnlyRefusal',
  ],
  ['TransactionContext Error: Conflict on update!', 'isConflict'],
  ['TransactionContext Error: Conflict on tuple deletion!', 'isConflict'],
  ['TransactionContext Error: Catalog write-write conflict on create with "sx"', 'isConflict'],
  [
    'TransactionContext Error: Transaction conflict: attempting to insert into table "t" but it has been altered by a different transaction',
    'isConflict',
  ],
  [
    'TransactionContext Error: Failed to commit: Transaction conflict: attempting to insert into table "t" but it has been dropped by a different transaction',
    'isConflict',
  ],
  [
    "Out of Memory Error: failed to offload data block of size 256.0 KiB.\nThis limit was set by the 'max_temp_directory_size' setting.",
    'isTemporaryFull',
  ],
  [
    "Failed to append: failed to offload data block of size 95.3 MiB (0 bytes/47.6 MiB used).\nThis limit was set by the 'max_temp_directory_size' setting.",
    'isTemporaryFull',
  ],
])('%s is known for what it is', (message, kind) => {
  expect(kindsOf(message)).toEqual([kind]);
});

it.each([
  'FATAL Error: ',
  'database has been invalidated',
  'Conflict on update!',
  'write-write conflict',
  'Transaction conflict: ',
  'altered by a different transaction',
  'transaction is launched in read-only mode',
  `Cannot write to database "lake" - transaction is launched in read-only mode`,
  " 'max_temp_directory_size' ",
])('a value %s that an error quotes makes nothing of it', (value) => {
  const quoting = [
    `Conversion Error: Could not convert string '${value}' to INT32\n\nLINE 1: SELECT '${value}'::INT`,
    `Constraint Error: Duplicate key "k: ${value}" violates primary key constraint.`,
    `TransactionContext Error: Failed to commit: PRIMARY KEY or UNIQUE constraint violation: duplicate key "${value}"`,
    `Invalid Input Error: ${value}`,
    `Binder Error: Referenced column "nope" not found\n\nLINE 1: SELECT nope -- ${value}`,
  ];
  expect(quoting.flatMap(kindsOf)).toEqual([]);
});

it.each([
  ['IO Error: Could not write file "lake.duckdb": No space left on device', 'resource'],
  ['IO Error: Could not write file "lake.duckdb": Disk quota exceeded', 'resource'],
  ['IO Error: Could not write file "lake.duckdb": File too large', 'resource'],
  ['IO Error: No files found that match the pattern "t.csv"', 'runtime'],
])('%s is of the kind %s', (message, code) => {
  expect(toJobError(new Error(message)).code).toBe(code);
});
