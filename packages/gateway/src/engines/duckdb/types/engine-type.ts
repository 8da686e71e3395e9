import { type DuckDBType, DuckDBTypeId, quotedIdentifier } from '@duckdb/node-api';

/** The type as DuckDB spells it: `DECIMAL(10,2)`, `STRUCT(a INTEGER, "B c" VARCHAR[])`, `JSON`. */
export function engineTypeOf(type: DuckDBType): string {
  return spellType(type, (name, spelled) => {
    if (name === '') return spelled;
    return `${/^[a-z_][a-z0-9_]*$/.test(name) ? name : quotedIdentifier(name)} ${spelled}`;
  });
}

/** JSON is no type of its own to the binding: it is text that carries this name. */
export function isJson(type: DuckDBType): boolean {
  return type.typeId === DuckDBTypeId.VARCHAR && type.alias === 'JSON';
}

/** The fields of `row(1, 2)` have no names. They get those that Spark SQL gives: `col1`, `col2`. */
export function fieldName(name: string, position: number): string {
  return name === '' ? `col${position + 1}` : name;
}

/** @param field joins a struct field's name, which may be empty, and its spelled type */
export function spellType(
  type: DuckDBType,
  field: (name: string, spelled: string, position: number) => string,
): string {
  const spell = (inner: DuckDBType) => spellType(inner, field);
  if (isJson(type)) return 'JSON';
  if (type.typeId === DuckDBTypeId.LIST) return `${spell(type.valueType)}[]`;
  if (type.typeId === DuckDBTypeId.ARRAY) return `${spell(type.valueType)}[${type.length}]`;
  if (type.typeId === DuckDBTypeId.MAP) {
    return `MAP(${spell(type.keyType)}, ${spell(type.valueType)})`;
  }
  if (type.typeId === DuckDBTypeId.STRUCT) {
    const { entryNames, entryTypes } = type;
    const fields = entryTypes.map((entry, at) => field(entryNames[at] ?? '', spell(entry), at));
    return `STRUCT(${fields.join(', ')})`;
  }
  if (type.typeId === DuckDBTypeId.UNION) {
    const { memberTags, memberTypes } = type;
    const members = memberTypes.map((member, at) => field(memberTags[at] ?? '', spell(member), at));
    return `UNION(${members.join(', ')})`;
  }
  return type.toString();
}
