/** The caller's own `AbortSignal` ended the call. Work that the gateway had accepted goes on. */
export class AbortedError extends Error {
  override readonly name = 'AbortedError';

  constructor(cause: unknown) {
    super('the call was aborted', { cause });
  }
}
