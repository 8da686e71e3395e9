/** The copy that has to be there before a migration could not be made: nothing was migrated. */
export class StoreCopyError extends Error {
  override readonly name = 'StoreCopyError';
  readonly code = 'store_copy';

  /** @param reason in a person's words */
  constructor(path: string, reason: string, neededBytes: number, options?: ErrorOptions) {
    super(
      `The state has to be copied to ${path} before it is brought to this version, and that failed: ` +
        `${reason}. Nothing was changed. Make about ${megabytes(neededBytes)} MB of room there and ` +
        'start again.',
      options,
    );
  }
}

/** A migration failed and was rolled back whole; the copy that was made before it is named. */
export class MigrationFailedError extends Error {
  override readonly name = 'MigrationFailedError';
  readonly code = 'migration_failed';

  constructor(copy: string, reason: string, options?: ErrorOptions) {
    super(
      `The state could not be brought to this version: ${reason}. It was left as it was, and ` +
        `${copy} is a copy of it.`,
      options,
    );
  }
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}
