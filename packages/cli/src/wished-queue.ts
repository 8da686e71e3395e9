import { findCredential } from './credentials/find-credential.ts';
import type { GatewayFlags, QueueFlags } from './flags/common-flags.ts';
import type { SluiceContext } from './sluice-context.ts';

/**
 * The queue to submit to: the first of the flag, SLUICE_QUEUE, and that of the profile. Absent: the gateway
 * has one for that.
 */
export function wishedQueue(
  context: SluiceContext,
  flags: GatewayFlags & QueueFlags,
): { readonly queue?: string } {
  const { SLUICE_QUEUE } = context.process.env;
  const queue = flags.queue ?? (SLUICE_QUEUE || findCredential(context, flags).queue);
  return queue === undefined ? {} : { queue };
}
