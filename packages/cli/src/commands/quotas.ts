import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { formatFor } from '../output/formats.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeQuotas } from './write-quotas.ts';

interface QuotasFlags extends CallFlags, OutputFlags {}

export const quotasCommand = buildCommand<QuotasFlags, [], SluiceContext>({
  async func(flags) {
    const quotas = await connect(this, flags, flags.timeout).quotas();
    await writeQuotas(this, formatFor(this, flags.output), quotas);
  },
  parameters: { flags: { ...outputFlags, ...callFlags }, aliases: commonAliases },
  docs: { brief: 'Show what the project may use, and what it uses' },
});
