import type { QueueHolder } from '@sluice/client';
import type { Format } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import type { SluiceContext } from '../sluice-context.ts';

/** Writes users with what they hold on a queue to stdout. */
export function writeHolders(
  context: SluiceContext,
  format: Format,
  holders: readonly QueueHolder[],
): Promise<void> {
  return writeListing(context, format, columns, holders, ({ user }) => user);
}

const columns: readonly ListingColumn<QueueHolder>[] = [
  { name: 'user', alignment: 'left', value: ({ user }) => user },
  { name: 'role', alignment: 'left', value: ({ role }) => role },
  { name: 'owner', alignment: 'left', value: ({ owner }) => owner },
  { name: 'privileges', alignment: 'left', value: ({ privileges }) => privileges.join(' ') },
];
