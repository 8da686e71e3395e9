/** Names that nobody can guess. */
export interface Ids {
  /** A random UUID, lower case. */
  newId(): string;
}
