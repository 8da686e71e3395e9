import type { JobError } from '../../../core/job/ending.ts';

/** A refusal of ours, not of DuckDB. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly error: JobError;

  constructor(error: JobError) {
    super(error.message);
    this.error = error;
  }
}
