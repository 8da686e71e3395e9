import { JobId, JobKey } from '@sluice/protocol';
import { Type } from 'typebox';

/** Addresses of one job: by its id, or by the caller's own name for it. */
export const JobParams = Type.Object({ id: JobId });
export const KeyParams = Type.Object({ key: JobKey });
