/** A value for one parameter of a statement, by its place: the first is `$1`, or the first `?`. */
export type Parameter =
  | { readonly type: 'null' }
  /** A value written as text. It becomes one of the type that the statement wants in that place. */
  | { readonly type: 'text'; readonly text: string };
