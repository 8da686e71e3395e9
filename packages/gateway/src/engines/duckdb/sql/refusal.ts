import type { JobError, JobErrorCode } from '../../../core/job/ending.ts';

/** A text that does not run, with the reason for the one who wrote it. */
export interface Refusal {
  readonly kind: 'refused';
  readonly error: JobError;
}

export function refuse(code: JobErrorCode, message: string): Refusal {
  return { kind: 'refused', error: { code, message } };
}

/** Where something stands, for people: `line 2, column 5`. */
export function placeOf(sql: string, position: number): string {
  const lines = sql.slice(0, position).split(/\r\n|\n|\r/);
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}
