/**
 * The disk did not say that a commit is on it. Whether it is nobody knows, and to ask again tells nothing:
 * the system may have dropped what it could not write. So nothing more is written, and nothing is told of
 * what is there, until the next start reads what the disk has.
 */
export class StateInDoubtError extends Error {
  override readonly name = 'StateInDoubtError';

  constructor(cause: unknown) {
    super(
      `the disk of the data directory did not confirm a write: check it and restart the gateway (${String(cause)})`,
      { cause },
    );
  }
}
