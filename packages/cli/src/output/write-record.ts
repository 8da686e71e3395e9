import type { SluiceContext } from '../sluice-context.ts';
import { csvLine, tsvLine } from './delimited.ts';
import { exactJsonText } from './exact-json-text.ts';
import type { Format } from './formats.ts';
import { printable } from './printable.ts';
import { type Style, styleFor } from './style.ts';
import { writeText } from './write-text.ts';
import { yamlText } from './yaml-text.ts';

/** A name and what it is; null where there is nothing to say. A name may come again. */
export type Field = readonly [name: string, value: string | null];

/** Writes one thing to stdout, a field a line. */
export async function writeRecord(
  context: SluiceContext,
  format: Format,
  record: { readonly fields: readonly Field[]; readonly whole: object; readonly name: string },
): Promise<void> {
  await writeText(context.process.stdout, toText(context, format, record));
}

function toText(
  context: SluiceContext,
  format: Format,
  record: { readonly fields: readonly Field[]; readonly whole: object; readonly name: string },
): string {
  switch (format) {
    case 'table':
      return toLines(record.fields, styleFor(context.process.stdout, context));
    case 'tsv':
      return record.fields.map((field) => tsvLine(field)).join('');
    case 'csv':
      return record.fields.map((field) => csvLine(field)).join('');
    case 'json':
      return `${exactJsonText(record.whole, 2)}\n`;
    case 'jsonl':
      return `${exactJsonText(record.whole)}\n`;
    case 'yaml':
      return yamlText(record.whole);
    case 'name':
      return `${record.name}\n`;
  }
}

function toLines(fields: readonly Field[], style: Style): string {
  const told = fields.filter((field): field is [string, string] => field[1] !== null);
  const width = Math.max(0, ...told.map(([name]) => name.length));
  const indent = ' '.repeat(width + 2);
  let before: string | null = null;
  let text = '';
  for (const [name, value] of told) {
    const label = name === before ? '' : name;
    before = name;
    const lines = printable(value).trimEnd().replaceAll('\n', `\n${indent}`);
    text += `${style.heading(label)}${' '.repeat(width + 2 - label.length)}${lines}\n`;
  }
  return text;
}
