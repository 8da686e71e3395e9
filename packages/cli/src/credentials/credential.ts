/** Where a gateway is, and the key to it. */
export interface Credential {
  readonly url: string;
  readonly apiKey: string;
  /** Where it was found, for messages. */
  readonly source: string;
}
