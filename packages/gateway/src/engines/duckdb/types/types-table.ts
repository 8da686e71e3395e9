import { readFileSync } from 'node:fs';

export interface TypesRow {
  readonly engineType: string;
  readonly type: string;
  readonly example: string;
  readonly written: string;
}

/** For tests: the examples of `TYPES.md`. */
export function readTypesTable(): readonly TypesRow[] {
  const text = readFileSync(new URL('./TYPES.md', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => codeIn(cell.trim()));
    const [, engineType = '', type = '', , example = '', written = ''] = cells;
    return { engineType, type, example, written };
  });
}

function codeIn(cell: string): string {
  const ticks = /^`+/.exec(cell)?.[0].length ?? 0;
  return cell.slice(ticks, cell.length - ticks).replaceAll('\\|', '|');
}
