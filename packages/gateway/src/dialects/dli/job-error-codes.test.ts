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
