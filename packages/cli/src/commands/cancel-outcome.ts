import type { CancelByKeyVerdict, Job } from '@sluice/client';
import { formatDuration } from '../output/format-duration.ts';
import type { Format } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import type { SluiceContext } from '../sluice-context.ts';

/** What became of one cancel, as it is printed. */
export interface CancelOutcome {
  /** The job's id; its key where it has not come yet. */
  readonly id: string;
  readonly verdict: CancelByKeyVerdict['kind'];
  readonly status: Job['status'] | null;
  readonly confirmed_ms: number | null;
}

const columns: readonly ListingColumn<CancelOutcome>[] = [
  { name: 'id', alignment: 'left', value: ({ id }) => id },
  { name: 'verdict', alignment: 'left', value: ({ verdict }) => verdict },
  { name: 'status', alignment: 'left', value: ({ status }) => status },
  {
    name: 'confirmed_ms',
    title: 'CONFIRMED IN',
    alignment: 'right',
    value: (outcome) => outcome.confirmed_ms,
    show: ({ confirmed_ms }) => (confirmed_ms === null ? '' : formatDuration(confirmed_ms)),
  },
];

export function writeOutcomes(
  context: SluiceContext,
  format: Format,
  outcomes: readonly CancelOutcome[],
): Promise<void> {
  return writeListing(context, format, columns, outcomes, ({ id }) => id);
}
