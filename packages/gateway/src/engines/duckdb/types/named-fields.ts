import { quotedIdentifier } from '@duckdb/node-api';
import { fieldName } from './engine-type.ts';

/**
 * A type as `engineTypeOf` spells it, with names for the fields of each STRUCT that has none: DuckDB tells
 * of such types, and reads none. `STRUCT(INTEGER, VARCHAR)` becomes `STRUCT("col1" INTEGER, "col2" VARCHAR)`.
 */
export function withNamedFields(engineType: string): string {
  let spelled = '';
  // For each bracket that is open, the field that is read; null where it is none of a STRUCT.
  const open: (number | null)[] = [];
  let beginsField = false;
  for (const [token] of engineType.matchAll(tokens)) {
    // A type is in upper case; a name is in lower case, or in quotes.
    if (beginsField && /^[A-Z]/.test(token)) {
      spelled += `${quotedIdentifier(fieldName('', open.at(-1) ?? 0))} `;
    }
    beginsField = false;
    if (token.endsWith('(')) {
      const isStruct = token === 'STRUCT(';
      open.push(isStruct ? 0 : null);
      beginsField = isStruct;
    } else if (token === ')') {
      open.pop();
    } else if (token === ', ') {
      const field = open.at(-1);
      if (typeof field === 'number') {
        open[open.length - 1] = field + 1;
        beginsField = true;
      }
    }
    spelled += token;
  }
  return spelled;
}

/** Quoted texts and names, words with the bracket that they open, what lies between two parts, anything else. */
const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+\(?|, |[^]/g;
