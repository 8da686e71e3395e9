import type { Queue } from '@sluice/client';
import type { Format } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import type { SluiceContext } from '../sluice-context.ts';

/** Writes queues to stdout. */
export function writeQueues(
  context: SluiceContext,
  format: Format,
  queues: readonly Queue[],
): Promise<void> {
  return writeListing(context, format, columns, queues, ({ name }) => name);
}

const columns: readonly ListingColumn<Queue>[] = [
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  { name: 'engine', alignment: 'left', value: ({ engine }) => engine },
  { name: 'slots', alignment: 'right', value: ({ slots }) => slots },
  { name: 'session_places', alignment: 'right', value: (queue) => queue.session_places },
  { name: 'default_database', alignment: 'left', value: (queue) => queue.default_database },
  { name: 'queued_timeout_ms', alignment: 'right', value: (queue) => queue.queued_timeout_ms },
  { name: 'run_timeout_ms', alignment: 'right', value: (queue) => queue.run_timeout_ms },
  { name: 'grace_ms', alignment: 'right', value: ({ programs }) => programs.grace_ms },
];
