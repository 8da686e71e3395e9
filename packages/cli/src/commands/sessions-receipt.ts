import type { SessionReceipt } from '@sluice/client';
import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { sessionIdArgument } from '../flags/session-id.ts';
import { formatFor } from '../output/formats.ts';
import { type Field, writeRecord } from '../output/write-record.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { phaseText, proofFields } from './receipt-fields.ts';

interface SessionsReceiptFlags extends CallFlags, OutputFlags {}

export const sessionsReceiptCommand = buildCommand<
  SessionsReceiptFlags,
  [id: string],
  SluiceContext
>({
  func(flags, id) {
    return showReceipt(this, flags, id);
  },
  parameters: {
    positional: { kind: 'tuple', parameters: [sessionIdArgument] },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Show what the close of a session did, and how it is known',
    fullDescription:
      'The receipt of a close: who asked, when each phase was reached, how the statements ended that ' +
      'had not, and for each thing that the session held what was read to know that it is gone.',
  },
});

async function showReceipt(context: SluiceContext, flags: SessionsReceiptFlags, id: string) {
  const receipt = await connect(context, flags, flags.timeout).sessions.receipt(id);
  await writeRecord(context, formatFor(context, flags.output), {
    fields: fieldsOf(receipt),
    whole: receipt,
    name: receipt.session_id,
  });
}

function fieldsOf(receipt: SessionReceipt): readonly Field[] {
  const { accepted, statements_ended: statementsEnded, observed, released } = receipt.phases;
  return [
    ['session', receipt.session_id],
    ['ending', receipt.ending ?? 'none yet: the close goes on'],
    ['asked by', receipt.by],
    ['reason', receipt.reason],
    ['request', receipt.request_id],
    ['accepted', accepted],
    ['statements ended', phaseText(accepted, statementsEnded)],
    ['observed', phaseText(accepted, observed)],
    ['released', phaseText(accepted, released)],
    ['closed by', receipt.rung],
    ...Object.entries(receipt.statements).map(([ending, count]): Field => [
      'statements',
      `${count} ${ending}`,
    ]),
    ...receipt.remarks.map((remark): Field => ['remark', remark]),
    ...receipt.collateral.map((loss): Field => ['collateral', loss]),
    ...proofFields(accepted, receipt),
  ];
}
