import type { ExportOrder, ImportOrder } from '@sluice/client';
import { UsageError } from '../usage-error.ts';

const formats = ['csv', 'json', 'parquet'] as const;

/** How the files of an import or an export are written. */
export interface FormFlags {
  readonly format: (typeof formats)[number];
  readonly header: boolean;
  readonly quote?: string | undefined;
  readonly escape?: string | undefined;
}

export const formFlags = {
  format: { kind: 'enum', values: formats, default: 'csv', brief: 'how the files are written' },
  header: {
    kind: 'boolean',
    default: true,
    brief: 'whether the first line of a CSV has the names of the columns',
  },
  quote: characterFlag('around values of a CSV that need it (")'),
  escape: characterFlag('before a quote inside a value of a CSV (")'),
} as const;

/** How the files of an export are written, and where. */
export interface ExportFlags extends FormFlags {
  readonly gzip: boolean;
  readonly replace: boolean;
}

export const exportFlags = {
  ...formFlags,
  gzip: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'compress the files',
  },
  replace: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'in the place of a folder that is there',
  },
} as const;

export function characterFlag(brief: string) {
  return {
    kind: 'parsed',
    parse: parseCharacter,
    optional: true,
    placeholder: 'CHARACTER',
    brief,
  } as const;
}

export function toForm({
  format,
  header,
  quote,
  escape,
}: FormFlags): Pick<ImportOrder & ExportOrder, 'format' | 'csv'> {
  return {
    format,
    csv: { header, ...(quote !== undefined && { quote }), ...(escape !== undefined && { escape }) },
  };
}

export function toExportForm(
  flags: ExportFlags,
): Pick<ExportOrder, 'format' | 'csv' | 'compression' | 'replace'> {
  const { gzip, replace } = flags;
  return { ...toForm(flags), compression: gzip ? 'gzip' : 'none', replace };
}

/** `\\t` is a tab. */
function parseCharacter(text: string): string {
  const character = text === '\\t' ? '\t' : text;
  if (/^[\t -~]$/.test(character)) return character;
  throw new UsageError(`"${text}" is not one character of ASCII (a tab is \\t)`);
}
