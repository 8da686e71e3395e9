import type { AdminUser } from '@sluice/client/admin';
import type { Format } from '../../output/formats.ts';
import { type ListingColumn, writeListing } from '../../output/write-listing.ts';
import { writeRecord } from '../../output/write-record.ts';
import type { SluiceContext } from '../../sluice-context.ts';

/** Writes users to stdout, one line for each of their projects. */
export function writeUsers(
  context: SluiceContext,
  format: Format,
  users: readonly AdminUser[],
): Promise<void> {
  return writeListing(context, format, columns, users, ({ name }) => name);
}

/** Writes one user of a project to stdout. */
export function writeUser(context: SluiceContext, format: Format, user: AdminUser): Promise<void> {
  const { name, project, role, access_key, project_id } = user;
  return writeRecord(context, format, {
    fields: [
      ['name', name],
      ['project', project],
      ['role', role],
      ['access key', access_key],
      ['project id', project_id],
    ],
    whole: user,
    name,
  });
}

const columns: readonly ListingColumn<AdminUser>[] = [
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  { name: 'project', alignment: 'left', value: ({ project }) => project },
  { name: 'role', alignment: 'left', value: ({ role }) => role },
  { name: 'access_key', alignment: 'left', value: (user) => user.access_key },
  { name: 'project_id', alignment: 'left', value: (user) => user.project_id },
];
