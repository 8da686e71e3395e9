import { type Created, readCreated } from './created.ts';

/**
 * Whether DuckDB 1.5.6 can be trusted to replay a statement from its write-ahead file. It computes some anew,
 * with other values then (`random()`, `now()`), or fails at them, after which the database stays shut: it does not
 * find the types, macros and sequences that an altered or commented table names, or finds that something still
 * depends on what was dropped, or that an older transaction took a number of a sequence that is no more, or that a type was
 * replaced that others have. `beside_foreign_keys`: it cannot where a table has some.
 */
export type ReplayRisk = 'none' | 'beside_foreign_keys' | 'always';

/**
 * From the words of the text alone. Where CASCADE is a name, say, too much is done.
 * @param verb the word that says what it does, in upper case
 */
export function replayRisk(verb: string, sql: string): ReplayRisk {
  switch (verb) {
    case 'ALTER':
    case 'COMMENT':
      return 'always';
    case 'DROP':
      return isNeeded(readCreated(sql)) || /\bcascade\b/i.test(sql) ? 'always' : 'none';
    case 'CREATE':
      return ofCreate(readCreated(sql));
    default:
      return 'none';
  }
}

function ofCreate(created: Created | null): ReplayRisk {
  if (!created || created.hasComments) return 'always';
  if (!created.replaces || created.isTemporary) return 'none';
  return isNeeded(created) ? 'always' : 'beside_foreign_keys';
}

/** Of which others that it replays may still need the one that is gone. */
const needed: ReadonlySet<string> = new Set(['SCHEMA', 'SEQUENCE', 'TYPE']);

function isNeeded(created: Created | null): boolean {
  return !created || needed.has(created.object);
}
