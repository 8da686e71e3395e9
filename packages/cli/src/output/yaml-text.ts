import { stringify } from 'yaml';

/** A value as YAML 1.2: the same fields as in JSON, BigInts with every digit. */
export function yamlText(value: unknown): string {
  return stringify(value, options);
}

/** Text that an older parser would take for a date or a truth is quoted, too. */
const options = { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;
