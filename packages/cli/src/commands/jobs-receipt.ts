import type { Receipt } from '@sluice/client';
import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import {
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { jobIdArgument } from '../flags/job-id.ts';
import { formatFor } from '../output/formats.ts';
import { type Field, writeRecord } from '../output/write-record.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface JobsReceiptFlags extends GatewayFlags, OutputFlags {}

export const jobsReceiptCommand = buildCommand<JobsReceiptFlags, [id: string], SluiceContext>({
  func(flags, id) {
    return showReceipt(this, flags, id);
  },
  parameters: {
    positional: jobIdArgument,
    flags: { ...outputFlags, ...gatewayFlags },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Show what a cancel did, and how it is known',
    fullDescription:
      'The receipt of a cancel: who asked, when each phase was reached, which rung of the ' +
      'ladder stopped the work, and for each thing that the job held what was read to know ' +
      'that it is gone.',
  },
});

async function showReceipt(context: SluiceContext, flags: JobsReceiptFlags, id: string) {
  const receipt = await connect(context, flags).receipt(id);
  await writeRecord(context, formatFor(context, flags.output), {
    fields: fieldsOf(receipt),
    whole: receipt,
    name: receipt.job_id,
  });
}

function fieldsOf(receipt: Receipt): readonly Field[] {
  const { accepted, delivered, observed, released } = receipt.phases;
  const after = (time: string | null) => time && `${time}  ${spanText(accepted, time)}`;
  return [
    ['job', receipt.job_id],
    ['ending', receipt.ending ?? 'none yet: the cancel goes on'],
    ['asked by', receipt.by],
    ['reason', receipt.reason],
    ['request', receipt.request_id],
    ['accepted', accepted],
    ['delivered', after(delivered)],
    ['observed', after(observed)],
    ['released', after(released)],
    ['stopped by', receipt.rung],
    ...receipt.rungs.map(({ rung, at, answer }): Field => [
      'rung',
      `${rung}: ${answer}  ${spanText(accepted, at)}`,
    ]),
    ...receipt.checks.map(({ held, is_gone, read }): Field => [
      'check',
      `${heldText(held)} ${is_gone ? 'is gone' : 'is still there'}: ${read}`,
    ]),
    ...receipt.collateral.map((loss): Field => ['collateral', loss]),
  ];
}

/** `+12 ms` after the wish was durable. */
function spanText(from: string, to: string): string {
  return `+${Date.parse(to) - Date.parse(from)} ms`;
}

function heldText(held: Receipt['checks'][number]['held']): string {
  switch (held.kind) {
    case 'operation':
      return `operation ${held.ref} of ${held.engine}`;
    case 'context':
      return `context of session ${held.ref} of ${held.engine}`;
    case 'path':
      return `path ${held.path}`;
    case 'process':
      return `process ${held.pid} (started ${held.start_time})`;
    case 'slot':
      return `slot of queue ${held.queue}`;
  }
}
