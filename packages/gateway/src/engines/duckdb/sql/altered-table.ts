/**
 * The name of the table that an ALTER is about, where that stands alone: a temporary table is meant then, if there is one of this
 * name, whatever the search path is.
 * @returns null for a name with its schema, and for what is not told at once
 */
export function alteredTable(sql: string): string | null {
  const [, quoted, plain] = anAlter.exec(sql) ?? [];
  return quoted?.replaceAll('""', '"') ?? plain ?? null;
}

const anAlter =
  /^\s*alter\s+table\s+(?:if\s+exists\s+)?(?:"((?:[^"]|"")+)"|([a-z_]\w*))\s+(?:add|alter|drop|rename|set|reset)\s/i;
