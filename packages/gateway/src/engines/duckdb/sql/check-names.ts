import { hiddenViews } from './function-rules.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SqlTokens } from './sql-tokens.ts';

/** The schema in which the product keeps its own tables. */
const reservedSchema = '_sluice';

/**
 * Refuses the reserved schema wherever it is named, as a name or in a text that may become one, and
 * the views that are hidden.
 */
export function refuseReservedNames(tokens: SqlTokens): Refusal | null {
  for (let at = 0; at < tokens.length; at++) {
    const hidden = tokens.isName(at) ? refuseHiddenView(tokens.textAt(at)) : null;
    if (hidden) return hidden;
    if (namesReserved(tokens, at)) {
      return refuse(
        'forbidden',
        `The name ${reservedSchema} is reserved: no statement may use it.`,
      );
    }
  }
  return null;
}

/** @param name of a table, where it is given as text perhaps with its schema: `pg_catalog.pg_settings` */
export function refuseHiddenView(name: string): Refusal | null {
  const view = name.toLowerCase().split('.').at(-1) ?? '';
  if (!hiddenViews.has(view)) return null;
  const message = `${view} cannot be read here: it shows the server's own files and settings.`;
  return refuse('forbidden', message);
}

function namesReserved(tokens: SqlTokens, at: number): boolean {
  switch (tokens.kindAt(at)) {
    case 'word': {
      const isAsLong = tokens.endOf(at) - tokens.startOf(at) === reservedSchema.length;
      return isAsLong && tokens.textAt(at).toLowerCase() === reservedSchema;
    }
    case 'quoted':
    case 'text':
    case 'bits':
      return tokens.textAt(at).toLowerCase().includes(reservedSchema);
    case 'number':
    case 'mark':
    case undefined:
      return false;
  }
}
