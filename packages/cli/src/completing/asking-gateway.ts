import type { CallOptions, SluiceClient } from '@sluice/client';
import { connect } from '../connect.ts';
import type { GatewayFlags } from '../flags/common-flags.ts';
import { proposing } from './proposing.ts';

/** Who presses the tab key does not wait long. */
const deadlineMs = 1_000;

/** Proposes what the gateway has. */
export function askingGateway(
  read: (client: SluiceClient, options: CallOptions, partial: string) => Promise<readonly string[]>,
) {
  return proposing((context, partial) => {
    const client = connect(context, credentialFlags(context.typed ?? []), deadlineMs);
    return read(client, { signal: AbortSignal.timeout(deadlineMs) }, partial);
  });
}

/** Those that say which gateway is meant, where they stand before the cursor. */
function credentialFlags(typed: readonly string[]): GatewayFlags {
  const valueOf = (flag: string) => {
    const at = typed.lastIndexOf(flag);
    return at === -1 ? undefined : typed[at + 1];
  };
  return { quiet: true, credentials: valueOf('--credentials'), profile: valueOf('--profile') };
}
