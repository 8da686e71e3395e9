import { rowCells } from './row-cells.ts';

/**
 * A row with every value as text, NULL as null. Digits and nested values stay as they were.
 * @param row the JSON text of one array
 */
export function toTextRow(row: string): readonly (string | null)[] {
  return rowCells(row).map((cell) => {
    if (cell === 'null') return null;
    return cell.startsWith('"') ? (JSON.parse(cell) as string) : cell;
  });
}
