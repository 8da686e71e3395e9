import type { AdminProject } from '@sluice/client/admin';
import type { Format } from '../../output/formats.ts';
import { type ListingColumn, writeListing } from '../../output/write-listing.ts';
import type { SluiceContext } from '../../sluice-context.ts';

/** Writes projects to stdout. */
export function writeProjects(
  context: SluiceContext,
  format: Format,
  projects: readonly AdminProject[],
): Promise<void> {
  return writeListing(context, format, columns, projects, ({ name }) => name);
}

const columns: readonly ListingColumn<AdminProject>[] = [
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  { name: 'project_id', alignment: 'left', value: (project) => project.project_id },
  { name: 'users', alignment: 'right', value: ({ users }) => users },
];
