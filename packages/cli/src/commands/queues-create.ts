import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import {
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { parseDuration } from '../flags/duration.ts';
import { wholeNumber } from '../flags/whole-number.ts';
import { formatFor } from '../output/formats.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeQueues } from './write-queues.ts';

interface QueuesCreateFlags extends GatewayFlags, OutputFlags {
  readonly engine?: string | undefined;
  readonly slots?: number | undefined;
  readonly sessionPlaces?: number | undefined;
  readonly database?: string | undefined;
  /** Milliseconds. */
  readonly queuedTimeout?: number | undefined;
  /** Milliseconds. */
  readonly runTimeout?: number | undefined;
  /** Milliseconds. */
  readonly evictMax?: number | undefined;
  readonly allowExecutables: boolean;
}

export const queuesCreateCommand = buildCommand<QueuesCreateFlags, [name: string], SluiceContext>({
  func(flags, name) {
    return createQueue(this, flags, name);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'name', brief: 'name of the new queue' }],
    },
    flags: {
      engine: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'engine that does the work; default: duckdb',
      },
      slots: {
        kind: 'parsed',
        parse: wholeNumber(1, 64),
        optional: true,
        placeholder: 'JOBS',
        brief: 'how many of its jobs may be live at once; default: 4',
      },
      sessionPlaces: {
        kind: 'parsed',
        parse: wholeNumber(0, 10_000),
        optional: true,
        placeholder: 'SESSIONS',
        brief: 'how many sessions may have a place on it at once; default: 500',
      },
      database: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'database of its jobs that name none; default: default',
      },
      queuedTimeout: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief: 'how long a job may wait before it is cancelled (30s, 10m)',
      },
      runTimeout: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief: 'how long a job may run before it is cancelled',
      },
      evictMax: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief:
          'neighbours that have worked longer are not killed with a statement that ignores interrupts',
      },
      allowExecutables: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'batches may run shell scripts and executables, too',
      },
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: { o: 'output' },
  },
  docs: { brief: 'Create a queue (admins only)' },
});

async function createQueue(
  context: SluiceContext,
  flags: QueuesCreateFlags,
  name: string,
): Promise<void> {
  const { engine, slots, sessionPlaces, database, queuedTimeout, runTimeout, evictMax } = flags;
  const queue = await connect(context, flags).createQueue({
    name,
    ...(engine !== undefined && { engine }),
    ...(slots !== undefined && { slots }),
    ...(sessionPlaces !== undefined && { session_places: sessionPlaces }),
    ...(database !== undefined && { default_database: database }),
    ...(queuedTimeout !== undefined && { queued_timeout_ms: queuedTimeout }),
    ...(runTimeout !== undefined && { run_timeout_ms: runTimeout }),
    ...(evictMax !== undefined && { evict_max_ms: evictMax }),
    ...(flags.allowExecutables && { programs: { executables: true } }),
  });
  await writeQueues(context, formatFor(context, flags.output), [queue]);
}
