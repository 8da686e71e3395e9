/** There is no credential, or none that can be used. The message says what to do. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError';
}
