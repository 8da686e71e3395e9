/** The gateway cannot start. The message is one line for a person: what is wrong, and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
