import { foldName, type Placeholders } from '../../../core/job/parameter.ts';
import type { SqlTokens } from './sql-tokens.ts';

/**
 * The values that a statement takes: by place, the highest of `$1`, `$2` … or as many as it has `?`, and by
 * name, as it first writes them. Whether all of them are there is for DuckDB to say.
 */
export function placeholdersIn(tokens: SqlTokens): Placeholders {
  let unnumbered = 0;
  let highest = 0;
  const names = new Map<string, string>();
  for (let at = 0; at < tokens.length; at++) {
    if (tokens.isMark(at, '?')) {
      const isNumbered =
        tokens.kindAt(at + 1) === 'number' && tokens.startOf(at + 1) === tokens.endOf(at);
      if (isNumbered) highest = Math.max(highest, Number.parseInt(tokens.textAt(at + 1), 10));
      else unnumbered += 1;
    } else if (tokens.kindAt(at) === 'number' && tokens.sql[tokens.startOf(at)] === '$') {
      highest = Math.max(highest, Number.parseInt(tokens.textAt(at).slice(1), 10));
    } else if (tokens.isMark(at, '$') && isName(tokens, at + 1)) {
      const name = tokens.textAt(at + 1);
      const folded = foldName(name);
      if (!names.has(folded)) names.set(folded, name);
    }
  }
  return { parameterCount: Math.max(unnumbered, highest), parameterNames: [...names.values()] };
}

function isName(tokens: SqlTokens, at: number): boolean {
  const kind = tokens.kindAt(at);
  return kind === 'word' || kind === 'quoted';
}
