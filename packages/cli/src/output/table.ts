import stringWidth from 'string-width';
import { printableOnOneLine } from './printable.ts';
import type { Style } from './style.ts';

export interface TableColumn {
  readonly title: string;
  readonly alignment: 'left' | 'right';
  /** May be cut, visibly, so that the table fits. */
  readonly canShrink?: boolean;
  /** A line of its cells stays a line, as of a drawing; elsewhere a line end is spelled out. */
  readonly keepsLines?: boolean;
}

const gap = '  ';
const leastShrunkWidth = 16;

/**
 * Lays out rows under their titles. Widths are those of the terminal, where a Chinese letter takes two
 * columns.
 * @param rows null is NULL
 * @param fitWidth columns of the terminal; absent: nothing is cut
 */
export function layOutTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly (string | null)[])[],
  style: Style,
  fitWidth?: number,
): string {
  const titles = columns.map(({ title }) => printableOnOneLine(title));
  const body = rows.flatMap((row) => linesOf(columns, row));
  const natural = titles.map((title, at) =>
    body.reduce(
      (width, row) => Math.max(width, stringWidth(row[at] ?? 'NULL')),
      stringWidth(title),
    ),
  );
  const widths = fitWidth === undefined ? natural : shrink(columns, natural, fitWidth);
  const pad = (text: string, at: number, paint: (text: string) => string = (plain) => plain) => {
    const width = widths[at] ?? 0;
    const shown = stringWidth(text) > width ? cut(text, width) : text;
    const space = ' '.repeat(width - stringWidth(shown));
    return columns[at]?.alignment === 'right' ? space + paint(shown) : paint(shown) + space;
  };
  const lines = [
    titles.map((title, at) => pad(title, at, style.heading)),
    widths.map((width) => '─'.repeat(width)),
    ...body.map((row) =>
      row.map((text, at) => (text === null ? pad('NULL', at, style.faint) : pad(text, at))),
    ),
  ];
  return lines.map((cells) => `${cells.join(gap).trimEnd()}\n`).join('');
}

/** The lines that a row takes. */
function linesOf(
  columns: readonly TableColumn[],
  row: readonly (string | null)[],
): readonly (readonly (string | null)[])[] {
  const cells = row.map((text, at) => {
    const lines = text !== null && columns[at]?.keepsLines ? text.trimEnd().split('\n') : [text];
    return lines.map((line) => line && printableOnOneLine(line));
  });
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) =>
    cells.map((lines) => (index < lines.length ? (lines[index] ?? null) : '')),
  );
}

function shrink(columns: readonly TableColumn[], natural: readonly number[], fitWidth: number) {
  const total = natural.reduce((sum, width) => sum + width, gap.length * (natural.length - 1));
  const excess = total - fitWidth;
  if (excess <= 0) return natural;
  return natural.map((width, at) =>
    columns[at]?.canShrink ? Math.max(Math.min(width, leastShrunkWidth), width - excess) : width,
  );
}

/** The beginning of the text, with a mark that it goes on. */
function cut(text: string, width: number): string {
  let shown = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    shown += segment;
  }
  return `${shown}…`;
}
