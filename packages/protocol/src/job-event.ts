import { type Static, Type } from 'typebox';
import { CancelIntent } from './cancel-intent.ts';
import { JobError } from './job-error.ts';
import { JobId } from './job-id.ts';
import { JobStatus } from './job-status.ts';
import { Name } from './name.ts';
import { nullable } from './nullable.ts';
import { ReleaseCheck } from './receipt.ts';
import { Timestamp } from './timestamp.ts';

const eventId = '[0-9a-z]{1,32}-[0-9]{1,15}';

/** The place of an event in the feed: the name of the feed, and a number that grows. */
export const EventId = Type.String({
  pattern: `^${eventId}$`,
  description: 'the id of an event, as a stream gave it',
});
export type EventId = Static<typeof EventId>;

/** The query of `GET /jobs/{id}/events`. The header `Last-Event-ID` goes before it. */
export const JobEventsQuery = Type.Object(
  {
    /** Begin right after this event, or with the oldest that is kept. */
    after: Type.Optional(
      Type.String({
        pattern: `^(oldest|${eventId})$`,
        description: 'the id of an event, as a stream gave it, or oldest',
      }),
    ),
  },
  { additionalProperties: false },
);

/** The query of `GET /events`. What is absent does not filter; without `after` it begins now. */
export const EventsQuery = Type.Object(
  {
    ...JobEventsQuery.properties,
    /** Any of these. */
    kind: Type.Optional(Type.Array(JobStatus)),
    queue: Type.Optional(Name),
  },
  { additionalProperties: false },
);
export type EventsQuery = Static<typeof EventsQuery>;

/** `event: job`: a job was submitted or has moved. */
export const JobEvent = Type.Object({
  job_id: JobId,
  /** The status that the job moved to. */
  kind: JobStatus,
  at: Timestamp,
  /** Grows by one with every move of the job. */
  revision: Type.Integer(),
  /** Null once the job itself is no longer kept. */
  queue: nullable(Type.String()),
  /** The wish to stop, from the move to `cancelling` on. */
  cancel: nullable(CancelIntent),
  /** Of a job that failed or was lost. */
  error: nullable(JobError),
  /** Of a job that succeeded. */
  row_count: nullable(Type.Integer()),
  affected_rows: nullable(Type.Integer()),
  /** What the job held, each thing looked for when it ended. */
  released: Type.Array(ReleaseCheck),
});
export type JobEvent = Static<typeof JobEvent>;

/** `event: position`: where the stream stands; nothing has happened yet. */
export const FeedPosition = Type.Object({ after: EventId });
export type FeedPosition = Static<typeof FeedPosition>;

const resetReasons = [
  /** Events after the id were kept long enough and are gone. */
  'expired',
  /** The id belongs to another feed: the state was restored from a backup since. */
  'other_feed',
  /** The feed has not come that far. */
  'unknown_position',
] as const;

/** `event: reset`: the stream cannot go on after the id that was given. Some events may be missed. */
export const FeedReset = Type.Object({
  reason: Type.Enum([...resetReasons]),
  /** All events after this one are kept; they follow. */
  after: EventId,
});
export type FeedReset = Static<typeof FeedReset>;
