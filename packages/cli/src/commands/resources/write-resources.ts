import type { Resource } from '@sluice/client';
import { showResourceName } from '../../flags/resource-name.ts';
import type { Format } from '../../output/formats.ts';
import { type ListingColumn, writeListing } from '../../output/write-listing.ts';
import type { SluiceContext } from '../../sluice-context.ts';

/** Writes resources to stdout. */
export function writeResources(
  context: SluiceContext,
  format: Format,
  resources: readonly Resource[],
): Promise<void> {
  return writeListing(context, format, columns, resources, showResourceName);
}

const columns: readonly ListingColumn<Resource>[] = [
  { name: 'group', alignment: 'left', value: ({ group }) => group },
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  { name: 'kind', alignment: 'left', value: ({ kind }) => kind },
  { name: 'ready', alignment: 'left', value: ({ ready }) => ready },
  { name: 'owner', alignment: 'left', value: ({ owner }) => owner },
  { name: 'file', alignment: 'left', value: ({ file }) => file },
];
