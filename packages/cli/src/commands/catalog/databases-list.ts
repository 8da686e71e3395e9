import type { Database } from '@sluice/client';
import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../../flags/common-flags.ts';
import { formatFor } from '../../output/formats.ts';
import { type ListingColumn, writeListing } from '../../output/write-listing.ts';
import { allPages } from '../../running/all-pages.ts';
import type { SluiceContext } from '../../sluice-context.ts';

interface DatabasesListFlags extends CallFlags, OutputFlags {}

export const databasesListCommand = buildCommand<DatabasesListFlags, [], SluiceContext>({
  async func(flags) {
    const { catalog } = connect(this, flags, flags.timeout);
    const databases = await allPages(
      (page) => catalog.databases(page),
      (page) => page.databases,
    );
    await writeListing(this, formatFor(this, flags.output), columns, databases, ({ name }) => name);
  },
  parameters: { flags: { ...outputFlags, ...callFlags }, aliases: commonAliases },
  docs: { brief: 'List the databases' },
});

const columns: readonly ListingColumn<Database>[] = [
  { name: 'name', alignment: 'left', value: ({ name }) => name },
  { name: 'tables', alignment: 'right', value: ({ tables }) => tables },
];
