/**
 * What a user may be granted on one queue (dli-api.md 3.5.6), and `READ_JOB`, which is Sluice's own:
 * to see the jobs of others there.
 */
export const privileges = [
  'SUBMIT_JOB',
  'CANCEL_JOB',
  'READ_JOB',
  'DROP_QUEUE',
  'GRANT_PRIVILEGE',
  'REVOKE_PRIVILEGE',
  'SHOW_PRIVILEGE',
  'RESTART',
  'SCALE_QUEUE',
] as const;

export type Privilege = (typeof privileges)[number];
