import type { Problem } from '@sluice/client';
import { showDuration } from './flags/duration.ts';

/** The detail of a refusal, with the flag that the user typed in the place of the field of the request. */
export function inCommandWords({ detail, field }: Pick<Problem, 'detail' | 'field'>): string {
  const told = detail
    .replace(/"\w+": \w+ \(sluice: (--[\w-]+)\)/, '$1')
    .replace(
      /Ask for .* in the header Accept\.$/,
      'It has run, and its result is kept: --format csv or --format jsonl takes it.',
    );
  if (field === undefined) return told;
  const named = told
    .replace(/^The (\S+) in the address(?= (?:must|is) )/, 'the $1')
    .replace(
      /^The (?:field|query parameter) (\S+?)(?: of the body)?(?= (?:must|is|may) )/,
      (_, name: string) => wordOf(name),
    );
  if (!field.endsWith('_ms')) return named;
  return named.replace(
    /a whole number from (\d+) to (\d+)/,
    (_, least, most) =>
      `a time from ${showDuration(Number(least))} to ${showDuration(Number(most))}`,
  );
}

/** `run_timeout_ms` is `--run-timeout`, `csv.quote` is `--quote`; of those that are not written so: */
const words: Readonly<Record<string, string>> = {
  args: 'the arguments',
  default_database: '--database',
  executables: '--allow-executables',
  file: 'the program',
  files: '--file',
  from: 'the address of the files',
  name: 'the name',
  parameters: '--param',
  privileges: 'each privilege',
  q: '--search',
  sql: 'the statement',
  statements: 'the statement',
  tags: '--tag',
  to: 'the address of the folder',
  unprotected: '--allow-unprotected',
  value: 'the value',
  wait_ms: '--timeout',
};

/** Of a field inside an array, and of a parameter, the whole counts; of others the last part. */
function wordOf(field: string): string {
  const [whole] = /^(?:\w+(?=\[)|parameters(?=\.))/.exec(field) ?? [];
  const name = whole ?? field.slice(field.lastIndexOf('.') + 1);
  return words[name] ?? `--${name.replace(/_ms$/, '').replaceAll('_', '-')}`;
}
