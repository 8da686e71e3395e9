import { SluiceClient } from '@sluice/client';
import { findCredential } from './credentials/find-credential.ts';
import type { GatewayFlags } from './flags/common-flags.ts';
import type { SluiceContext } from './sluice-context.ts';
import { trustAuthorities } from './trust-authorities.ts';

/**
 * A client of the gateway that the flags, the environment or the directory name.
 * @param timeoutMs how long each answer may take; that of the client when absent
 */
export function connect(
  context: SluiceContext,
  flags: GatewayFlags,
  timeoutMs?: number,
): SluiceClient {
  trustAuthorities(context.process.env);
  const credential = findCredential(context, flags);
  context.credentialSource = credential.source;
  return new SluiceClient({ ...credential, timeoutMs, requestId: flags.requestId });
}
