import type { Template } from '@sluice/client';
import type { Format } from '../../output/formats.ts';
import { type ListingColumn, writeListing } from '../../output/write-listing.ts';
import { writeRecord } from '../../output/write-record.ts';
import type { SluiceContext } from '../../sluice-context.ts';

/** Writes templates to stdout. */
export function writeTemplates(
  context: SluiceContext,
  format: Format,
  templates: readonly Template[],
): Promise<void> {
  return writeListing(context, format, columns, templates, ({ name }) => name);
}

/** Writes one template to stdout. */
export function writeTemplate(
  context: SluiceContext,
  format: Format,
  template: Template,
): Promise<void> {
  const { name, description, group, owner, created_at, updated_at, sql } = template;
  return writeRecord(context, format, {
    fields: [
      ['name', name],
      ['description', description || null],
      ['group', group || null],
      ['owner', owner],
      ['created', created_at],
      ['updated', updated_at],
      ['sql', sql],
    ],
    whole: template,
    name,
  });
}

const columns: readonly ListingColumn<Template>[] = [
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  { name: 'group', alignment: 'left', value: ({ group }) => group },
  { name: 'owner', alignment: 'left', value: ({ owner }) => owner },
  { name: 'description', alignment: 'left', value: ({ description }) => description },
];
