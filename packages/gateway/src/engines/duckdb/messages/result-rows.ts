import type { ColumnarFormat } from '../../../core/ports/result-reader.ts';

export interface ColumnarRows extends TypedRows {
  readonly format: ColumnarFormat;
}

/** Rows of a result, and the types of their columns. */
export interface TypedRows {
  readonly source:
    | { readonly at: 'file'; readonly file: string }
    | ({ readonly at: 'inline' } & InlineRows);
  /** Of the columns, each once. */
  readonly names: readonly string[];
  readonly offset: number;
  readonly limit: number;
}

/** A result of few rows, which lies with the job. */
export interface InlineRows {
  /** The JSON text of one array each. */
  readonly lines: readonly string[];
  readonly engineTypes: readonly string[];
}

/** Which rows of which file. */
export interface ResultRows {
  readonly file: string;
  readonly offset: number;
  readonly limit: number;
}
