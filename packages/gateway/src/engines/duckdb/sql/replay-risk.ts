/**
 * Whether DuckDB 1.5.6 can be trusted to replay a statement from its write-ahead file. It computes some anew,
 * with other values then (`random()`, `now()`), or fails at them, after which the database stays shut: it does not
 * find the types and macros that they name, or finds that something still depends on what was dropped.
 * `beside_constraints`: it cannot where a table has CHECK, generated columns or foreign keys.
 */
export type ReplayRisk = 'none' | 'beside_constraints' | 'always';

/**
 * From the words of the text alone. Where they are names, too much is done.
 * @param verb the word that says what it does, in upper case
 */
export function replayRisk(verb: string, sql: string): ReplayRisk {
  switch (verb) {
    case 'ALTER':
      return /\b(type|using|default)\b/i.test(sql) ? 'always' : 'beside_constraints';
    case 'DROP':
      return /\b(schema|cascade)\b/i.test(sql) ? 'always' : 'none';
    case 'CREATE':
      if (/^\s*create\s+or\s+replace\s+temp/i.test(sql)) return 'none';
      return /\breplace\b/i.test(sql) ? 'beside_constraints' : 'none';
    case 'COMMENT':
      return 'beside_constraints';
    default:
      return 'none';
  }
}
