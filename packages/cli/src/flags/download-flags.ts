import { extname } from 'node:path';
import { type DownloadForm, downloadForms } from '@sluice/client';
import { UsageError } from '../usage-error.ts';
import type { OutputFlags } from './common-flags.ts';

export interface DownloadFlags {
  readonly download?: string | undefined;
  readonly format?: DownloadForm | undefined;
}

export const downloadFlags = {
  download: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'FILE',
    brief: 'file for all rows, in the form that its ending says; - for standard output',
  },
  format: {
    kind: 'enum',
    values: downloadForms,
    optional: true,
    brief: 'form of the --download where its ending does not say it',
  },
} as const;

const endings: Readonly<Record<string, DownloadForm>> = {
  '.csv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.parquet': 'parquet',
  // `.arrow` is the other format of Arrow, a file with a footer.
  '.arrows': 'arrow',
};

/**
 * Where the rows go, and in which form.
 * @returns null where they are to be printed
 */
export function downloadOf({
  download,
  format,
  output,
}: DownloadFlags & OutputFlags): { readonly target: string; readonly form: DownloadForm } | null {
  if (download === undefined) {
    if (format === undefined) return null;
    throw new UsageError('--format goes with --download; the form of what is printed is -o');
  }
  if (output !== undefined) {
    throw new UsageError(
      '--download stands without -o: its form is that of the ending, or --format',
    );
  }
  const form = format ?? endings[extname(download).toLowerCase()];
  if (form !== undefined) return { target: download, form };
  throw new UsageError(
    `the ending of "${download}" says no form: write --format ${downloadForms.join('|')}, ` +
      `or a name that ends with ${Object.keys(endings).join(', ')}`,
  );
}
