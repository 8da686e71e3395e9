import type { Resource } from '@sluice/client';
import { showResourceName } from '../../flags/resource-name.ts';
import type { Format } from '../../output/formats.ts';
import { type Field, writeRecord } from '../../output/write-record.ts';
import type { SluiceContext } from '../../sluice-context.ts';

/** Writes one resource to stdout. */
export function writeResource(
  context: SluiceContext,
  format: Format,
  resource: Resource,
): Promise<void> {
  const name = showResourceName(resource);
  return writeRecord(context, format, { fields: fieldsOf(resource), whole: resource, name });
}

function fieldsOf(resource: Resource): readonly Field[] {
  return [
    ['name', resource.name],
    ['group', resource.group],
    ['kind', resource.kind],
    ['file', resource.file],
    ['ready', resource.ready ? 'yes' : 'no, the file is not there'],
    ...resource.tags.map(({ key, value }): Field => ['tag', `${key}=${value}`]),
    ['owner', resource.owner],
    ['created', resource.created_at],
    ['updated', resource.updated_at],
  ];
}
