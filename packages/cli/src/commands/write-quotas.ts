import type { Quota } from '@sluice/client';
import { formatBytes } from '../output/format-bytes.ts';
import type { Format } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import type { SluiceContext } from '../sluice-context.ts';

/** Writes quotas to stdout. */
export function writeQuotas(
  context: SluiceContext,
  format: Format,
  quotas: readonly Quota[],
): Promise<void> {
  return writeListing(context, format, columns, quotas, ({ name }) => name);
}

const columns: readonly ListingColumn<Quota>[] = [
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  {
    name: 'used',
    alignment: 'right',
    value: ({ used }) => used,
    show: ({ name, used }) => shown(name, used),
  },
  {
    name: 'limit',
    alignment: 'right',
    value: ({ limit }) => limit,
    show: ({ name, limit }) => (limit === null ? 'none' : shown(name, limit)),
  },
];

function shown(name: string, amount: number): string {
  return name.endsWith('_bytes') ? formatBytes(amount) : String(amount);
}
