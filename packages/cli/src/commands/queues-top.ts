import { setTimeout } from 'node:timers/promises';
import type { Queue, SluiceClient } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  type CallFlags,
  callFlags,
  commonAliases,
  type OutputFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { formatDuration } from '../output/format-duration.ts';
import { formatFor } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import { writeText } from '../output/write-text.ts';
import { listenForInterrupts } from '../running/interrupts.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface QueuesTopFlags extends CallFlags, OutputFlags {
  readonly once: boolean;
}

export const queuesTopCommand = buildCommand<QueuesTopFlags, [], SluiceContext>({
  func(flags) {
    return showLoad(this, flags);
  },
  parameters: {
    flags: {
      once: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'how it is now, and no more, also on a terminal',
      },
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Show how busy the queues are',
    fullDescription:
      'On a terminal it goes on until Ctrl-C; elsewhere, and with --once or -o, it shows how it is now. ' +
      'Jobs that you may not see are not counted, nor those of other projects on a queue that all share.',
  },
});

const lookEveryMs = 2_000;

interface QueueLoad {
  readonly queue: string;
  readonly slots: number;
  /** Jobs that are launching, running or being cancelled. Here and below null: very many. */
  readonly live: number | null;
  readonly cancelling: number | null;
  readonly waiting: number | null;
  /** How long the oldest that waits has waited; null where none does. */
  readonly longest_wait_ms: number | null;
}

async function showLoad(context: SluiceContext, flags: QueuesTopFlags): Promise<void> {
  const client = connect(context, flags, flags.timeout);
  const { stdout } = context.process;
  const format = formatFor(context, flags.output);
  const write = async () => {
    const loads = await readLoads(client);
    if (isLive) await writeText(stdout, '\x1b[H\x1b[J');
    await writeListing(context, format, columns, loads, ({ queue }) => queue);
  };
  const isLive = stdout.isTTY && !flags.once && flags.output === undefined;
  if (!isLive) return write();
  using interrupts = listenForInterrupts(context.signals);
  while (!interrupts.first.aborted) {
    await write();
    await setTimeout(lookEveryMs, undefined, { signal: interrupts.first }).catch(() => {});
  }
  context.process.exitCode = exitCodes.interrupted;
}

async function readLoads(client: SluiceClient): Promise<readonly QueueLoad[]> {
  const loads: QueueLoad[] = [];
  for (const queue of await client.queues()) loads.push(await readLoad(client, queue));
  return loads;
}

async function readLoad(client: SluiceClient, { name, slots }: Queue): Promise<QueueLoad> {
  const page = { queue: name, limit: 1, order: 'submitted_asc' } as const;
  const [waiting, begun, cancelling] = await Promise.all([
    client.list({ ...page, status: ['queued'] }),
    client.list({ ...page, status: ['launching', 'running', 'cancelling'] }),
    client.list({ ...page, status: ['cancelling'] }),
  ]);
  const [oldest] = waiting.jobs;
  return {
    queue: name,
    slots,
    live: begun.total,
    cancelling: cancelling.total,
    waiting: waiting.total,
    longest_wait_ms: oldest ? Math.max(0, Date.now() - Date.parse(oldest.submitted_at)) : null,
  };
}

const columns: readonly ListingColumn<QueueLoad>[] = [
  { name: 'queue', alignment: 'left', value: ({ queue }) => queue },
  { name: 'slots', alignment: 'right', value: ({ slots }) => slots },
  { name: 'live', alignment: 'right', value: ({ live }) => live },
  { name: 'cancelling', alignment: 'right', value: ({ cancelling }) => cancelling },
  { name: 'waiting', alignment: 'right', value: ({ waiting }) => waiting },
  {
    name: 'longest_wait_ms',
    title: 'LONGEST WAIT',
    alignment: 'right',
    value: (load) => load.longest_wait_ms,
    show: ({ longest_wait_ms: ms }) => (ms === null ? '' : formatDuration(ms)),
  },
];
