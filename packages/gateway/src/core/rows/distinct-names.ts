/**
 * A name that came before gets a number, as DuckDB gives it to the columns of a table: `a`, `a_1`.
 * @param letters whether `a` and `A` are one name
 */
export function distinctNames(
  names: readonly string[],
  letters: 'case_sensitive' | 'case_insensitive' = 'case_sensitive',
): readonly string[] {
  const keyOf = (name: string) => (letters === 'case_sensitive' ? name : name.toLowerCase());
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 1; taken.has(keyOf(free)); number += 1) free = `${name}_${number}`;
    taken.add(keyOf(free));
    return free;
  });
}
