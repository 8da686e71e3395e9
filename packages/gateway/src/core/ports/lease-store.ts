/** The right of one gateway process to drive its jobs until a time. Its token is the fence. */
export interface Lease {
  readonly holder: string;
  /** Grows with every new holder; an older one can no longer write. */
  readonly token: number;
  readonly until: number;
}

export interface LeaseStore {
  /** Takes the lease with a new token. `taken` while another holder's has not run out. */
  acquire(holder: string, now: number, ttlMs: number): Promise<Lease | 'taken'>;
  /** `lost` when the token is no longer the newest. */
  renew(lease: Lease, now: number, ttlMs: number): Promise<Lease | 'lost'>;
  release(lease: Lease): Promise<void>;
}
