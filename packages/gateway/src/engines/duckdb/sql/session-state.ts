/**
 * Whether a statement leaves something that ends with its session. Rather too often than not: nothing
 * temporary is made without that word.
 * @param verb what it does, in upper case
 */
export function leavesState(verb: string, sql: string): boolean {
  const mayMakeTemporary = verb === 'CREATE' && /\btemp(?:orary)?\b/i.test(sql);
  return setsSomething(verb) || verb === 'PREPARE' || mayMakeTemporary || setsSeed(sql);
}

/** Whether it may set what `random` and its like begin with, on its connection. */
export function setsSeed(sql: string): boolean {
  return /\bsetseed\b/i.test(sql);
}

/** Whether it changes the database, the search path or the variables of its session. */
export function setsSomething(verb: string): boolean {
  return settings.has(verb);
}

const settings: ReadonlySet<string> = new Set(['USE', 'SET', 'RESET']);
