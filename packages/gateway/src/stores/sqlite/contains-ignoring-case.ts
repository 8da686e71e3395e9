import { type RawBuilder, sql } from 'kysely';

/**
 * Whether a text has a part, upper and lower case alike, as JavaScript's `toLowerCase` folds them.
 * SQLite's LIKE folds A to Z only, and many times faster than a function of ours could be called: it
 * is asked where the part has no other letters. The two letters beyond that fold into A to Z (the
 * Kelvin sign, and I with a dot) are then looked for in the texts that have them.
 */
export function containsIgnoringCase(
  column: RawBuilder<string>,
  part: string,
): RawBuilder<boolean> {
  const pattern = `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const escape = sql.lit('\\');
  const folded = sql<boolean>`lower(${column}) like ${pattern.toLowerCase()} escape ${escape}`;
  // oxlint-disable-next-line no-control-regex
  if (!/^[\x00-\x7f]*$/.test(part)) return folded;
  const plain = sql<boolean>`${column} like ${pattern} escape ${escape}`;
  if (!/[ik]/i.test(part)) return plain;
  const hasOther = sql`(instr(${column}, ${'\u212a'}) > 0 or instr(${column}, ${'\u0130'}) > 0)`;
  return sql<boolean>`(${plain} or (${hasOther} and ${folded}))`;
}
