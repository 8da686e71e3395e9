import type { QueueChange, Tag } from '@sluice/client';
import { parseDuration } from './duration.ts';
import { parseGrace } from './grace.ts';
import { tagFlag } from './tag.ts';
import { wholeNumber } from './whole-number.ts';

/** What may be said of a queue when it is made, and later. Times in milliseconds. */
export interface ConditionFlags {
  readonly slots?: number | undefined;
  readonly sessionPlaces?: number | undefined;
  readonly database?: string | undefined;
  readonly queuedTimeout?: Limit | undefined;
  readonly runTimeout?: Limit | undefined;
  readonly evictMax?: Limit | undefined;
  readonly grace?: number | undefined;
  readonly allowExecutables?: boolean | undefined;
  readonly allowUnprotected?: boolean | undefined;
  readonly description?: string | undefined;
  readonly type?: QueueChange['type'] | undefined;
  readonly tag?: readonly Tag[] | undefined;
}

/** Milliseconds, or none. */
type Limit = number | 'none';

/** What may be said of a queue that is made, or is there. Of one that is made they tell what holds where nothing is said. */
export function conditionFlags(which: 'new' | 'existing') {
  const unless = (value: string) => (which === 'new' ? ` (${value})` : '');
  return {
    slots: {
      kind: 'parsed',
      parse: wholeNumber(1, 100),
      optional: true,
      placeholder: 'JOBS',
      brief: `how many of its jobs may be live at once${unless('4')}`,
    },
    sessionPlaces: {
      kind: 'parsed',
      parse: wholeNumber(0, 10_000),
      optional: true,
      placeholder: 'SESSIONS',
      brief: `how many sessions may have a place on it at once${unless('500')}`,
    },
    database: {
      kind: 'parsed',
      parse: String,
      optional: true,
      placeholder: 'NAME',
      brief: `database of its jobs that name none${unless('default')}`,
    },
    queuedTimeout: {
      kind: 'parsed',
      parse: parseLimit,
      optional: true,
      placeholder: 'TIME',
      brief: `how long a job may wait before it is cancelled: 30s, 10m${unless('none')}`,
    },
    runTimeout: {
      kind: 'parsed',
      parse: parseLimit,
      optional: true,
      placeholder: 'TIME',
      brief: `how long a job may run before it is cancelled${unless('none')}`,
    },
    evictMax: {
      kind: 'parsed',
      parse: parseLimit,
      optional: true,
      placeholder: 'TIME',
      brief: `neighbours that have worked longer are not killed with a statement that ignores interrupts${unless('none')}`,
    },
    grace: {
      kind: 'parsed',
      parse: parseGrace,
      optional: true,
      placeholder: 'TIME',
      brief: `how long a batch that is cancelled may take to end by itself${unless('10s')}`,
    },
    allowExecutables: {
      kind: 'boolean',
      optional: true,
      brief: `whether batches may run shell scripts and executables, too${unless('no')}`,
    },
    allowUnprotected: {
      kind: 'boolean',
      optional: true,
      brief: `whether batches may run although this machine keeps them from nothing${unless('no')}`,
    },
    description: {
      kind: 'parsed',
      parse: String,
      optional: true,
      placeholder: 'TEXT',
      brief: 'what it is for, for people',
    },
    type: {
      kind: 'enum',
      values: ['sql', 'general'],
      optional: true,
      brief: `what it is meant for; either takes jobs of every kind${unless('sql')}`,
    },
    tag: tagFlag(which === 'new' ? 'a tag' : 'a tag, in the place of those that it has'),
  } as const;
}

export function toConditions(flags: ConditionFlags): QueueChange {
  const { slots, sessionPlaces, database, queuedTimeout, runTimeout, evictMax } = flags;
  const { grace, allowExecutables, allowUnprotected, description, type, tag } = flags;
  const programs = {
    ...(grace !== undefined && { grace_ms: grace }),
    ...(allowExecutables !== undefined && { executables: allowExecutables }),
    ...(allowUnprotected !== undefined && { unprotected: allowUnprotected }),
  };
  return {
    ...(slots !== undefined && { slots }),
    ...(sessionPlaces !== undefined && { session_places: sessionPlaces }),
    ...(database !== undefined && { default_database: database }),
    ...(queuedTimeout !== undefined && { queued_timeout_ms: toMs(queuedTimeout) }),
    ...(runTimeout !== undefined && { run_timeout_ms: toMs(runTimeout) }),
    ...(evictMax !== undefined && { evict_max_ms: toMs(evictMax) }),
    ...(Object.keys(programs).length > 0 && { programs }),
    ...(description !== undefined && { description }),
    ...(type !== undefined && { type }),
    ...(tag !== undefined && { tags: [...tag] }),
  };
}

function parseLimit(text: string): Limit {
  return text === 'none' ? text : parseDuration(text);
}

function toMs(limit: Limit): number | null {
  return limit === 'none' ? null : limit;
}
