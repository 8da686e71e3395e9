import type { SqlTokens } from './sql-tokens.ts';

/**
 * How many values a statement takes by their place: the highest of `$1`, `$2` …, or as many as it has `?`.
 * Parameters with a name take none. Whether all of them are there is for DuckDB to say.
 */
export function countParameters(tokens: SqlTokens): number {
  let unnumbered = 0;
  let highest = 0;
  for (let at = 0; at < tokens.length; at++) {
    if (tokens.isMark(at, '?')) {
      const isNumbered =
        tokens.kindAt(at + 1) === 'number' && tokens.startOf(at + 1) === tokens.endOf(at);
      if (isNumbered) highest = Math.max(highest, Number.parseInt(tokens.textAt(at + 1), 10));
      else unnumbered += 1;
    } else if (tokens.kindAt(at) === 'number' && tokens.sql[tokens.startOf(at)] === '$') {
      highest = Math.max(highest, Number.parseInt(tokens.textAt(at).slice(1), 10));
    }
  }
  return Math.max(unnumbered, highest);
}
