import type { Receipt } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { idArgument } from '../flags/job-id.ts';
import { formatFor } from '../output/formats.ts';
import { type Field, writeRecord } from '../output/write-record.ts';
import { demandNoun } from '../running/demand-noun.ts';
import type { Noun } from '../running/noun-of.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { phaseText, proofFields } from './receipt-fields.ts';

interface ReceiptFlags extends CallFlags, OutputFlags {}

export function receiptCommand(noun: Noun) {
  return buildCommand<ReceiptFlags, [id: string], SluiceContext>({
    func(flags, id) {
      return showReceipt(this, flags, id, noun);
    },
    parameters: {
      positional: idArgument(noun),
      flags: { ...outputFlags, ...callFlags },
      aliases: commonAliases,
    },
    docs: {
      brief: 'Show what a cancel did, and how it is known',
      fullDescription:
        'The receipt of a cancel: who asked, when each phase was reached, which rung of the ' +
        'ladder stopped the work, and for each thing that was held what was read to know ' +
        'that it is gone.',
    },
  });
}

async function showReceipt(context: SluiceContext, flags: ReceiptFlags, id: string, noun: Noun) {
  const client = connect(context, flags, flags.timeout);
  await demandNoun(client, noun, 'receipt', id);
  const receipt = await client.receipt(id);
  await writeRecord(context, formatFor(context, flags.output), {
    fields: fieldsOf(receipt),
    whole: receipt,
    name: receipt.job_id,
  });
}

function fieldsOf(receipt: Receipt): readonly Field[] {
  const { accepted, delivered, observed, released } = receipt.phases;
  return [
    ['job', receipt.job_id],
    ['ending', receipt.ending ?? 'none yet: the cancel goes on'],
    ['asked by', receipt.by],
    ['reason', receipt.reason],
    ['request', receipt.request_id],
    ['accepted', accepted],
    ['delivered', phaseText(accepted, delivered)],
    ['observed', phaseText(accepted, observed)],
    ['released', phaseText(accepted, released)],
    ['stopped by', receipt.rung],
    ...proofFields(accepted, receipt),
    ...receipt.collateral.map((loss): Field => ['collateral', loss]),
  ];
}
