import type { Column } from '../../core/job/ending.ts';
import { toTextRow } from '../../core/rows/text-row.ts';

/** A row as PostgreSQL's text output has it, NULL as null (fabric-api.md 15, 16). */
export function toPgRow(row: string, columns: readonly Column[]): readonly (string | null)[] {
  return toTextRow(row).map((text, at) =>
    text === null ? null : pgText(text, columns[at]?.type ?? ''),
  );
}

function pgText(text: string, type: string): string {
  switch (type) {
    case 'boolean':
      return text === 'true' ? 't' : 'f';
    case 'float':
    case 'double':
      return text.endsWith('.0') ? text.slice(0, -2) : text;
    case 'binary':
      return `\\x${Buffer.from(text, 'base64').toString('hex')}`;
    case 'date':
    case 'timestamp':
      return text.replace(/ \(BC\)(.*)$/, '$1 BC');
    default:
      return text;
  }
}
