/** A value for the parameter of its name; without one for that of its place, of which the first is `$1`, or the first `?`. */
export type Parameter = ParameterValue & { readonly name?: string | undefined };

export type ParameterValue =
  | { readonly type: 'null' }
  /**
   * A value written as text. It becomes one of the type that the statement wants there; where the statement
   * leaves that open, its own type counts.
   */
  | { readonly type: 'text' | 'number' | 'boolean'; readonly text: string };

/** The values that a statement takes for its parameters: by their place, or by their name. */
export interface Placeholders {
  /** How many it takes by their place. */
  readonly parameterCount: number;
  /** Those that it takes by name, each once. */
  readonly parameterNames: readonly string[];
}

/** Names that DuckDB takes for one have this in common: the case of A to Z counts for nothing. */
export function foldName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
