import type { AuditEntry, AuditOutcome } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { parseDuration } from '../flags/duration.ts';
import { wholeNumber } from '../flags/whole-number.ts';
import { formatFor } from '../output/formats.ts';
import { type ListingColumn, writeListing } from '../output/write-listing.ts';
import { notesFor } from '../running/notes.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface AuditListFlags extends CallFlags, OutputFlags {
  readonly user?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  /** Milliseconds. */
  readonly since?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

const outcomes = ['done', 'refused', 'rejected', 'failed'] as const satisfies AuditOutcome[];

export const auditListCommand = buildCommand<AuditListFlags, [], SluiceContext>({
  func(flags) {
    return listAudit(this, flags);
  },
  parameters: {
    flags: {
      user: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'USER',
        brief: 'only what this user asked for',
      },
      action: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'WORD',
        brief: 'only this, such as cancel_job',
      },
      outcome: {
        kind: 'enum',
        values: outcomes,
        optional: true,
        brief: 'only what came to this',
      },
      since: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'TIME',
        brief: 'only the last minutes or hours (30m, 24h)',
      },
      before: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        placeholder: 'ID',
        brief: 'only what is older than this record',
      },
      limit: {
        kind: 'parsed',
        parse: wholeNumber(1, 1_000),
        default: '100',
        placeholder: 'RECORDS',
        brief: 'how many to list, at most 1000',
      },
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'List who asked for which change, the newest first; for admins' },
});

async function listAudit(context: SluiceContext, flags: AuditListFlags): Promise<void> {
  const { user, action, outcome, since, before, limit } = flags;
  const { entries, next_before } = await connect(context, flags, flags.timeout).audit({
    limit,
    ...(user !== undefined && { user }),
    ...(action !== undefined && { action }),
    ...(outcome !== undefined && { outcome }),
    ...(since !== undefined && { since: new Date(Date.now() - since).toISOString() }),
    ...(before !== undefined && { before }),
  });
  const format = formatFor(context, flags.output);
  await writeListing(context, format, columns, entries, ({ id }) => String(id));
  if (next_before !== null) {
    notesFor(context, flags.quiet).remark(
      `there may be more: --before ${next_before} lists older ones`,
    );
  }
}

const columns: readonly ListingColumn<AuditEntry>[] = [
  { name: 'id', alignment: 'right', value: ({ id }) => id },
  {
    name: 'at',
    alignment: 'left',
    value: ({ at }) => at,
    show: ({ at }) => at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
  },
  { name: 'user', alignment: 'left', value: ({ user }) => user },
  { name: 'action', alignment: 'left', value: ({ action }) => action },
  { name: 'target', alignment: 'left', value: ({ target }) => target },
  { name: 'outcome', alignment: 'left', value: ({ outcome }) => outcome },
  {
    name: 'credential',
    alignment: 'left',
    value: ({ credential }) => `${credential.kind} ${credential.id}`,
  },
  {
    name: 'remote_address',
    title: 'FROM',
    alignment: 'left',
    value: (entry) => entry.remote_address,
  },
  { name: 'request_id', title: 'REQUEST', alignment: 'left', value: (entry) => entry.request_id },
];
