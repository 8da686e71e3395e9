import type { QueueHolder } from '@sluice/client';
import type { Format } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import { writeRecord } from '../output/write-record.ts';
import type { SluiceContext } from '../sluice-context.ts';

/** Writes users with what they hold on a queue to stdout. */
export function writeHolders(
  context: SluiceContext,
  format: Format,
  holders: readonly QueueHolder[],
): Promise<void> {
  return writeListing(context, format, columns, holders, ({ user }) => user);
}

/** Writes what one user holds to stdout. */
export function writeHolder(
  context: SluiceContext,
  format: Format,
  holder: QueueHolder,
): Promise<void> {
  const { user, role, owner, privileges } = holder;
  return writeRecord(context, format, {
    fields: [
      ['user', user],
      ['role', role],
      ['owner', owner ? 'yes' : 'no'],
      ...privileges.map((privilege) => ['privilege', privilege] as const),
    ],
    whole: holder,
    name: user,
  });
}

const columns: readonly ListingColumn<QueueHolder>[] = [
  { name: 'user', alignment: 'left', value: ({ user }) => user },
  { name: 'role', alignment: 'left', value: ({ role }) => role },
  { name: 'owner', alignment: 'left', value: ({ owner }) => owner },
  { name: 'privileges', alignment: 'left', value: ({ privileges }) => privileges.join(' ') },
];
