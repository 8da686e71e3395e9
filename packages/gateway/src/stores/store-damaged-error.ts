/** The state is not as it was written: cut off, overwritten, or no database at all. */
export class StoreDamagedError extends Error {
  override readonly name = 'StoreDamagedError';
  readonly code = 'store_damaged';

  /** @param reason the database's own words */
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`the state in ${path} is damaged (${reason})`, options);
  }
}
