/**
 * What happens where the last rung of a job ends a host in which others work (I6). A neighbour that has
 * committed nothing runs again from its start; `wait` spares those that have worked longer than `evictMaxMs`
 * and leaves the job `cancelling` until they are through.
 */
export type KillPolicy =
  | { readonly kind: 'evict' }
  | { readonly kind: 'wait'; readonly evictMaxMs: number };

export const evict: KillPolicy = { kind: 'evict' };
