/** The state was written by a newer Sluice; reading it with this one could harm it. */
export class StoreTooNewError extends Error {
  override readonly name = 'StoreTooNewError';
  readonly code = 'store_too_new';

  constructor(found: number, known: number) {
    super(
      `The state in the data directory has version ${found}, and this Sluice knows versions up to ` +
        `${known}. Start the newer Sluice that wrote it, or use another data directory.`,
    );
  }
}
