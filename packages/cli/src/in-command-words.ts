import type { Problem } from '@sluice/client';

/** The detail of a refusal, where it names a field of the request: by the flag that the user typed for it. */
export function inCommandWords({ detail, field }: Pick<Problem, 'detail' | 'field'>): string {
  if (field === undefined) return detail;
  return detail.replace(
    /^The (?:field|query parameter) (\S+?)(?: of the body)?(?= (?:must|is|may) )/,
    (_, named: string) => wordOf(named),
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
  q: '--search',
  sql: 'the statement',
  statements: 'the statement',
  tags: '--tag',
  to: 'the address of the folder',
  unprotected: '--allow-unprotected',
  wait_ms: '--timeout',
};

/** Of a field inside an array, and of a parameter, the whole counts; of others the last part. */
function wordOf(field: string): string {
  const [whole] = /^(?:\w+(?=\[)|parameters(?=\.))/.exec(field) ?? [];
  const name = whole ?? field.slice(field.lastIndexOf('.') + 1);
  return words[name] ?? `--${name.replace(/_ms$/, '').replaceAll('_', '-')}`;
}
