import type { ExactValue } from '@sluice/client';
import { cellText } from './cell-text.ts';

/**
 * A line of TSV. Tab, line feed, carriage return and backslash are written \t, \n, \r and \\; NULL is
 * empty, as is empty text: CSV and JSON tell the two apart.
 */
export function tsvLine(row: readonly ExactValue[]): string {
  const cells = row.map((value) =>
    (cellText(value) ?? '').replaceAll(/[\t\n\r\\]/g, (letter) => tsvEscapes[letter] ?? letter),
  );
  return `${cells.join('\t')}\n`;
}

const tsvEscapes: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

/** A line of CSV (RFC 4180), as the gateway writes it: NULL is empty, empty text is `""`. */
export function csvLine(row: readonly ExactValue[]): string {
  const cells = row.map((value) => {
    const text = cellText(value);
    if (text === null) return '';
    return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${cells.join(',')}\r\n`;
}
