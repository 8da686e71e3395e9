import type { JobError } from '../../core/job/ending.ts';

/** All of it is read before any of it runs. */
const mostBytes = 16 * 2 ** 20;

/** Null where a script of so many bytes can run. */
export function refuseLong(bytes: number): JobError | null {
  if (bytes <= mostBytes) return null;
  return {
    code: 'not_supported',
    message:
      `The script has ${bytes} bytes; one may have ${mostBytes}. Load rows from files: ` +
      "COPY table FROM 'bucket/key'.",
  };
}
