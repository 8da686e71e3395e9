/** Where a gateway is, and the key to it. */
export interface Credential {
  readonly url: string;
  readonly apiKey: string;
  /** The project that is meant, by its id; a key speaks for one. */
  readonly projectId?: string | undefined;
  /** The queue to submit to where nothing else is said. */
  readonly queue?: string | undefined;
  /** Where it was found, for messages. */
  readonly source: string;
}
