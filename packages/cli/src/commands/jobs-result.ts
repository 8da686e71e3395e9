import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { idArgument } from '../flags/job-id.ts';
import { wholeNumber } from '../flags/whole-number.ts';
import { formatFor } from '../output/formats.ts';
import { notesFor } from '../running/notes.ts';
import { writeResult } from '../running/write-result.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface JobsResultFlags extends GatewayFlags, OutputFlags {
  readonly offset: number;
  readonly limit?: number | undefined;
}

export const jobsResultCommand = buildCommand<JobsResultFlags, [id: string], SluiceContext>({
  func(flags, id) {
    return showResult(this, flags, id);
  },
  parameters: {
    positional: idArgument('job'),
    flags: {
      offset: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '0',
        placeholder: 'ROWS',
        brief: 'how many rows to pass over',
      },
      limit: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        placeholder: 'ROWS',
        brief: 'how many rows to print; default: 1000 in a table, else all',
      },
      ...outputFlags,
      ...gatewayFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'Print the rows of a job that succeeded' },
});

async function showResult(
  context: SluiceContext,
  { offset, limit, output, ...gateway }: JobsResultFlags,
  id: string,
): Promise<void> {
  const wish = { format: formatFor(context, output), offset, limit };
  await writeResult(context, connect(context, gateway), id, wish, notesFor(context, false));
}
