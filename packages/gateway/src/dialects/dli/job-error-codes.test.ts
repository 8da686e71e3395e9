import { expect, it } from 'vitest';
import type { JobErrorCode } from '../../core/job/ending.ts';
import { jobErrorRefusal } from './job-error-codes.ts';

it.each<[JobErrorCode, string]>([
  ['syntax', 'DLI.0004'],
  ['semantic', 'DLI.0005'],
  ['not_supported', 'DLI.0007'],
  ['forbidden', 'DLI.0003'],
  ['runtime', 'DLI.0999'],
  ['resource', 'DLI.0009'],
  ['engine', 'DLI.0012'],
])('a statement with a %s error is refused with %s', (code, dliCode) => {
  expect(jobErrorRefusal({ code, message: 'why' })).toEqual({
    httpStatus: 400,
    code: dliCode,
    message: 'why',
  });
});

it.each([
  ["Conversion Error: Could not convert string 'x' to INT32", 'DLI.0018'],
  ['Line 2 of lake/in/bad, column day: Could not convert string "soon" to DATE', 'DLI.0018'],
  ['Record 1 of lake/in/bad, byte 7: malformed JSON: unexpected character', 'DLI.0018'],
  ['The gzip lake/in/a.csv.gz is broken: unexpected end of file.', 'DLI.0018'],
  ['The parquet file lake/in/a is broken: Out of buffer.', 'DLI.0018'],
  ['The zstd lake/in/a.csv.ZST is not known by its name, which has to end', 'DLI.0018'],
  ['Constraint Error: duplicate key', 'DLI.0018'],
  ['Catalog Error: Table with name "t" already exists!', 'DLI.0006'],
  ['Dependency Error: Cannot drop entry', 'DLI.0999'],
])('what a value was not fit for has a code of its own: %s', (message, dliCode) => {
  expect(jobErrorRefusal({ code: 'runtime', message }).code).toBe(dliCode);
});

it.each([
  'There is something at that path already. Name another folder.',
  'Something came to that path while it was written.',
  'There is a file at that path. An export makes a folder; name another.',
  'A file lies where that path needs a folder; name another path.',
])('what is in the way of an export has the code that it has at a submit: %s', (message) => {
  expect(jobErrorRefusal({ code: 'runtime', message }).code).toBe('DLI.0006');
});

it('a value that its type does not take has this code also where a check finds it', () => {
  const message = "Conversion Error: Could not convert string 'x' to INT64";
  expect(jobErrorRefusal({ code: 'semantic', message }).code).toBe('DLI.0018');
});
