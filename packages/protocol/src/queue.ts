import { type Static, Type } from 'typebox';
import { Name } from './name.ts';
import { nullable } from './nullable.ts';
import { Tags } from './tag.ts';
import { TagFilter } from './tag-filter.ts';
import { shortTextOf, textOf } from './text.ts';
import { Timestamp } from './timestamp.ts';
import { GraceMs, LimitMs, wholeNumber } from './whole-number.ts';

const ProgramLimit = wholeNumber(1, Number.MAX_SAFE_INTEGER);

/**
 * What the queue lets the programs of batches do. What is absent is as with the queue `default`, or stays
 * as it is.
 */
const ProgramRulesOrder = Type.Object(
  {
    /** Whether shell scripts, and files that are no script, may run. Absent: false. */
    executables: Type.Optional(Type.Boolean({ description: 'true or false' })),
    /** Whether programs may run where the machine has no namespaces, and others than one user are there. Absent: false. */
    unprotected: Type.Optional(Type.Boolean({ description: 'true or false' })),
    /** Limits of each process; of `processes` those of the whole batch. null: no limit. */
    cpu_seconds: Type.Optional(nullable(ProgramLimit)),
    memory_bytes: Type.Optional(nullable(ProgramLimit)),
    file_bytes: Type.Optional(nullable(ProgramLimit)),
    processes: Type.Optional(nullable(ProgramLimit)),
    /** How long a batch has to end by itself, where neither its cancel nor its submit says. */
    grace_ms: Type.Optional(GraceMs),
  },
  { additionalProperties: false, description: 'an object with the rules for programs' },
);

const queueTypes = ['sql', 'general'] as const;
const QueueType = Type.Enum([...queueTypes], { description: `one of ${queueTypes.join(', ')}` });

/** What may be said of a queue when it is made, and later. */
const queueConditions = {
  /** How many of its jobs may be live at once. Of a new one, absent: 4. */
  slots: Type.Optional(wholeNumber(1, 100)),
  /** How many sessions may have a place on it at once; others wait for one. Of a new one, absent: 500. */
  session_places: Type.Optional(wholeNumber(0, 10_000)),
  /** Of a new one, absent: `default`. */
  default_database: Type.Optional(Name),
  /** How long a job may wait, and run, before it is cancelled. Of a new one, absent: null, no limit. */
  queued_timeout_ms: Type.Optional(nullable(LimitMs)),
  run_timeout_ms: Type.Optional(nullable(LimitMs)),
  /**
   * A statement that ignores interrupts ends only with its host. Neighbours there that have worked longer
   * than this are waited for; the others run again. Of a new one, absent: null, all of them run again.
   */
  evict_max_ms: Type.Optional(nullable(LimitMs)),
  programs: Type.Optional(ProgramRulesOrder),
  /** For people; it changes nothing else. Of a new one, absent: empty. */
  description: Type.Optional(shortTextOf(256)),
  /** What it is meant for; either takes jobs of every kind. Of a new one, absent: `sql`. */
  type: Type.Optional(QueueType),
  /** All that it has from then on. Of a new one, absent: none. */
  tags: Type.Optional(Tags),
};

/** The body of `POST /queues`. */
export const QueueOrder = Type.Object(
  {
    /** Kept in lower case. */
    name: Name,
    /** Absent: `duckdb`. */
    engine: Type.Optional(textOf(64)),
    ...queueConditions,
  },
  { additionalProperties: false },
);
export type QueueOrder = Static<typeof QueueOrder>;

/** The body of `PATCH /queues/{name}`. What is absent stays. */
export const QueueChange = Type.Object(queueConditions, { additionalProperties: false });
export type QueueChange = Static<typeof QueueChange>;

/** Where jobs wait: an engine, a number of slots, limits. */
export const Queue = Type.Object({
  name: Type.String(),
  engine: Type.String(),
  slots: Type.Integer(),
  session_places: Type.Integer(),
  default_database: Type.String(),
  queued_timeout_ms: nullable(Type.Integer()),
  run_timeout_ms: nullable(Type.Integer()),
  /** How long a neighbour may have worked that has to run again; null: however long. */
  evict_max_ms: nullable(Type.Integer()),
  /** What programs of batches may do there; null is no limit. */
  programs: Type.Object({
    executables: Type.Boolean(),
    unprotected: Type.Boolean(),
    cpu_seconds: nullable(Type.Integer()),
    memory_bytes: nullable(Type.Integer()),
    file_bytes: nullable(Type.Integer()),
    processes: nullable(Type.Integer()),
    grace_ms: Type.Integer(),
  }),
  /** What it is for, in its makers' words. */
  description: Type.String(),
  type: Type.Enum([...queueTypes]),
  tags: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
  /** Who made it. */
  owner: Type.String(),
  /** Whether all projects have it. */
  shared: Type.Boolean(),
  /** Whether it is being restarted for this project: none of its jobs starts until that is over. */
  restarting: Type.Boolean(),
  created_at: Timestamp,
});
export type Queue = Static<typeof Queue>;

/** The body of `POST /queues/{name}/restart`. */
export const RestartOrder = Type.Object(
  {
    /** Cancels what the queue has. Absent: false, and a queue whose jobs run is not restarted. */
    force: Type.Optional(Type.Boolean({ description: 'true or false' })),
  },
  { additionalProperties: false },
);
export type RestartOrder = Static<typeof RestartOrder>;

/** The query of `GET /queues`. What is absent does not filter. */
export const QueueListQuery = Type.Object(
  {
    /** A part of the name, upper and lower case alike. */
    q: Type.Optional(textOf(1_024)),
    type: Type.Optional(QueueType),
    /** All of these. */
    tag: Type.Optional(TagFilter),
  },
  { additionalProperties: false },
);
export type QueueListQuery = Static<typeof QueueListQuery>;

export const QueueList = Type.Object({ queues: Type.Array(Queue) });
export type QueueList = Static<typeof QueueList>;
