/** The error of a statement whose stream has just ended, as if it was complete, in a transaction that has failed. */
export function failedUnsaid(cause: unknown): Error {
  const message = 'The statement failed while its rows were read, and DuckDB does not say why.';
  return new Error(message, { cause });
}
