import type { Session } from '@sluice/client';
import type { Format } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import type { SluiceContext } from '../sluice-context.ts';

export function writeSessions(
  context: SluiceContext,
  format: Format,
  sessions: readonly Session[],
): Promise<void> {
  return writeListing(context, format, columns, sessions, ({ id }) => id);
}

const columns: readonly ListingColumn<Session>[] = [
  { name: 'id', alignment: 'left', value: ({ id }) => id },
  { name: 'status', alignment: 'left', value: ({ status }) => status },
  { name: 'queue', alignment: 'left', value: ({ queue }) => queue },
  { name: 'owner', alignment: 'left', value: ({ owner }) => owner },
  { name: 'name', alignment: 'left', canShrink: true, value: ({ name }) => name },
  {
    name: 'created_at',
    alignment: 'left',
    value: (session) => session.created_at,
    show: (session) => session.created_at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
  },
];
