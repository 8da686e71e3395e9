/**
 * Whether DuckDB 1.5.6 computes a statement anew when it replays it from its write-ahead file: with other values
 * then (`random()`, `now()`), or not at all, since it does not find the types and macros that it names.
 * `beside_expressions`: where the database has a table with CHECK or with generated columns.
 */
export type ReplayRisk = 'none' | 'beside_expressions' | 'always';

/** @param verb the word that says what it does, in upper case */
export function replayRisk(verb: string, sql: string): ReplayRisk {
  if (verb === 'COMMENT') return 'beside_expressions';
  if (verb !== 'ALTER') return 'none';
  // The one form that computes has one of these words. Where they are names, too much is done.
  return /\b(type|using)\b/i.test(sql) ? 'always' : 'beside_expressions';
}

export function higherRisk(one: ReplayRisk, other: ReplayRisk): ReplayRisk {
  return [one, other].includes('always') ? 'always' : one === 'none' ? other : one;
}
