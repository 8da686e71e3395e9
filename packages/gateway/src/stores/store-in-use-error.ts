/** Another process has the state open, or locks it. */
export class StoreInUseError extends Error {
  override readonly name = 'StoreInUseError';
  readonly code = 'store_in_use';

  constructor(place: string, options?: ErrorOptions) {
    super(
      `The state in ${place} is in use by another process. Stop that one first, or use another ` +
        `data directory.`,
      options,
    );
  }
}
