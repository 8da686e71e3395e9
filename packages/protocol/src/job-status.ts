import { type Static, Type } from 'typebox';

const liveStatuses = ['queued', 'launching', 'running', 'cancelling'] as const;
const endings = ['succeeded', 'failed', 'cancelled', 'lost'] as const;
const jobStatuses = [...liveStatuses, ...endings] as const;

/** Where a job is that has not ended. */
export const LiveStatus = Type.Enum([...liveStatuses], {
  description: `one of ${liveStatuses.join(', ')}`,
});
export type LiveStatus = Static<typeof LiveStatus>;

/**
 * How a job truly ended. `cancelled`: seen to stop, all that it held is back, nothing of it was
 * committed. `lost`: its engine could not be reached, so what became of it is not known.
 */
export const Ending = Type.Enum([...endings]);
export type Ending = Static<typeof Ending>;

/** Where a job is in its life. Once it is an ending it never changes again. */
export const JobStatus = Type.Enum([...jobStatuses], {
  description: `one of ${jobStatuses.join(', ')}`,
});
export type JobStatus = Static<typeof JobStatus>;
