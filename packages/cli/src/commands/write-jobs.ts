import type { Job } from '@sluice/client';
import { formatDuration } from '../output/format-duration.ts';
import type { Format } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import type { SluiceContext } from '../sluice-context.ts';

export function writeJobs(
  context: SluiceContext,
  format: Format,
  jobs: readonly Job[],
): Promise<void> {
  return writeListing(context, format, columns, jobs, ({ id }) => id);
}

/** As jobs, with the names that they were given. */
export function writeBatches(
  context: SluiceContext,
  format: Format,
  batches: readonly Job[],
): Promise<void> {
  const [id, status, ...others] = columns;
  const named = [id, status, name, ...others].filter((column) => column !== undefined);
  return writeListing(context, format, named, batches, (batch) => batch.id);
}

const name: ListingColumn<Job> = {
  name: 'name',
  alignment: 'left',
  value: ({ program }) => program?.name ?? null,
};

const columns: readonly ListingColumn<Job>[] = [
  { name: 'id', alignment: 'left', value: ({ id }) => id },
  { name: 'status', alignment: 'left', value: ({ status }) => status },
  { name: 'queue', alignment: 'left', value: ({ queue }) => queue },
  { name: 'owner', alignment: 'left', value: ({ owner }) => owner },
  {
    name: 'submitted_at',
    alignment: 'left',
    value: (job) => job.submitted_at,
    show: (job) => job.submitted_at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
  },
  {
    name: 'duration_ms',
    title: 'DURATION',
    alignment: 'right',
    value: durationMs,
    show: (job) => formatDuration(durationMs(job) ?? Date.now() - Date.parse(job.submitted_at)),
  },
  {
    name: 'sql',
    alignment: 'left',
    canShrink: true,
    value: ({ sql }) => sql,
    show: ({ sql }) => sql.replaceAll(/\s+/g, ' ').trim(),
  },
];

/** From the submit to the end; null while it goes on. */
function durationMs({ submitted_at, ended_at }: Job): number | null {
  return ended_at === null ? null : Date.parse(ended_at) - Date.parse(submitted_at);
}
