/** The engine cannot write the values of a result in the form that was asked for. They are there in another one. */
export class UnwritableRowsError extends Error {
  override readonly name = 'UnwritableRowsError';
  /** In the engine's words. */
  readonly reason: string;

  constructor(reason: string) {
    super(`the rows cannot be written in this form: ${reason}`);
    this.reason = reason;
  }
}
