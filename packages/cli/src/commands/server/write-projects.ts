import type { AdminProject } from '@sluice/client/admin';
import type { Format } from '../../output/formats.ts';
import { type ListingColumn, writeListing } from '../../output/write-listing.ts';
import { writeRecord } from '../../output/write-record.ts';
import type { SluiceContext } from '../../sluice-context.ts';

/** Writes projects to stdout. */
export function writeProjects(
  context: SluiceContext,
  format: Format,
  projects: readonly AdminProject[],
): Promise<void> {
  return writeListing(context, format, columns, projects, ({ name }) => name);
}

/** Writes one project to stdout. */
export function writeProject(
  context: SluiceContext,
  format: Format,
  project: AdminProject,
): Promise<void> {
  const { name, project_id, users } = project;
  return writeRecord(context, format, {
    fields: [
      ['name', name],
      ['project id', project_id],
      ['users', String(users)],
    ],
    whole: project,
    name,
  });
}

const columns: readonly ListingColumn<AdminProject>[] = [
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  { name: 'project_id', alignment: 'left', value: (project) => project.project_id },
  { name: 'users', alignment: 'right', value: ({ users }) => users },
];
