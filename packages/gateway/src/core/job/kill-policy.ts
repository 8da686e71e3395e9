/**
 * What happens where the last rung of a job ends a host in which others work (I6). A neighbour that has
 * committed nothing runs again from its start, and a session goes on in another host unless it has an open
 * transaction. `wait` spares those that have worked, or have a transaction open, for longer than
 * `evictMaxMs`, and leaves the job `cancelling` until they are through.
 */
export type KillPolicy =
  | { readonly kind: 'evict' }
  | { readonly kind: 'wait'; readonly evictMaxMs: number };

export const evict: KillPolicy = { kind: 'evict' };
