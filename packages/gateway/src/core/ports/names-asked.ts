/** Which names of a catalog are asked for. */
export interface NamesAsked {
  /** What they begin with, in lower case; upper and lower case are alike. */
  readonly begins: string;
  /** The schema or table that they are in, in lower case; null: whichever. */
  readonly within: string | null;
  readonly most: number;
}
