import { type Refusal, refuse } from './refusal.ts';
import type { SqlTokens } from './sql-tokens.ts';

/** The schema in which the product keeps its own tables. */
const reservedSchema = '_sluice';

/** Refuses the reserved schema wherever it is named: as a name, or in a text that may become one. */
export function refuseReservedNames(tokens: SqlTokens): Refusal | null {
  for (let at = 0; at < tokens.length; at++) {
    if (namesReserved(tokens, at)) {
      return refuse(
        'forbidden',
        `The name ${reservedSchema} is reserved: no statement may use it.`,
      );
    }
  }
  return null;
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
