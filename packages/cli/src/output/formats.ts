import type { SluiceContext } from '../sluice-context.ts';

export const formats = ['table', 'tsv', 'csv', 'json', 'jsonl', 'yaml', 'name'] as const;
export type Format = (typeof formats)[number];

/** A person at a terminal gets a table, a program at the end of a pipe gets TSV. */
export function formatFor(context: SluiceContext, wanted: Format | undefined): Format {
  return wanted ?? (context.process.stdout.isTTY ? 'table' : 'tsv');
}
