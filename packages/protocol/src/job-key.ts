import { type Static, Type } from 'typebox';

/**
 * The caller's own name for a job. A submit repeated with it yields the same job, and a cancel by it
 * holds also when it comes before the submit.
 */
export const JobKey = Type.String({
  pattern: '^[A-Za-z0-9._:-]{1,128}$',
  description: '1 to 128 letters, digits and . _ : -',
});

export type JobKey = Static<typeof JobKey>;
