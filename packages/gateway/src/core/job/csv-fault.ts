import type { CsvForm } from './transfer.ts';

/** What stands between the values of every export. */
export const exportDelimiter = ',';

/**
 * Why nothing can be written or read in a form of CSV.
 * - `quote_is_delimiter`, `escape_is_delimiter`: nobody could tell which of the two one is.
 * - `quote_is_space`: spaces at the edge of a value stand for themselves.
 */
export type CsvFault = 'quote_is_delimiter' | 'escape_is_delimiter' | 'quote_is_space';

export function csvFaultOf(
  { quote, escape }: CsvForm,
  delimiter: string = exportDelimiter,
): CsvFault | null {
  if (quote === delimiter) return 'quote_is_delimiter';
  if (escape === delimiter) return 'escape_is_delimiter';
  return quote === ' ' ? 'quote_is_space' : null;
}
