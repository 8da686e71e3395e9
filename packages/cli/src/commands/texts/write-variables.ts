import type { Variable } from '@sluice/client';
import type { Format } from '../../output/formats.ts';
import { type ListingColumn, writeListing } from '../../output/write-listing.ts';
import { writeRecord } from '../../output/write-record.ts';
import type { SluiceContext } from '../../sluice-context.ts';

/** Writes variables to stdout. */
export function writeVariables(
  context: SluiceContext,
  format: Format,
  variables: readonly Variable[],
): Promise<void> {
  return writeListing(context, format, columns, variables, ({ name }) => name);
}

/** Writes one variable to stdout. */
export function writeVariable(
  context: SluiceContext,
  format: Format,
  variable: Variable,
): Promise<void> {
  const { name, value, owner, created_at, updated_at } = variable;
  return writeRecord(context, format, {
    fields: [
      ['name', name],
      ['value', value],
      ['owner', owner],
      ['created', created_at],
      ['updated', updated_at],
    ],
    whole: variable,
    name,
  });
}

const columns: readonly ListingColumn<Variable>[] = [
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  { name: 'value', alignment: 'left', value: ({ value }) => value },
  { name: 'owner', alignment: 'left', value: ({ owner }) => owner },
  { name: 'updated_at', alignment: 'left', value: (variable) => variable.updated_at },
];
