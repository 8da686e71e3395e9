import type { JobError } from '../../../core/job/ending.ts';

/**
 * Why an import failed: file, line and column, and what is wrong there. DuckDB has it in many lines, with
 * advice on options that an import has not.
 */
export function importFailure({ code, message, ...error }: JobError): JobError {
  return {
    ...error,
    code,
    message:
      csvFault(message) ??
      linesFault(message) ??
      jsonFault(message) ??
      formFault(message) ??
      withoutStatement(message),
  };
}

/** The statement is none that its user wrote. */
export function withoutStatement(message: string): string {
  return message.replace(/\nLINE \d+: [^]*$/, '').trimEnd();
}

function csvFault(message: string): string | null {
  const [, line, rest = ''] = /CSV Error on Line: (\d+)\n([^]*)/.exec(message) ?? [];
  const [, file = 'the file'] = /\n {2}file = (.*)\n/.exec(message) ?? [];
  if (line === undefined) return null;
  const [, column, why] =
    /\nError when converting column "([^\n]*)"\. ([^]*?)\n\nColumn /.exec(`\n${rest}`) ?? [];
  if (column !== undefined) return `Line ${line} of ${file}, column ${column}: ${why}`;
  const [what = ''] = rest
    .replace(
      /^Original Line: [^]*?(?=\n(?:Expected Number|Value with|Invalid unicode|Maximum line))/,
      '',
    )
    .trim()
    .split(/\n\s*(?:Possible|\n)/);
  return `Line ${line} of ${file}: ${what.trim()}`;
}

/** DuckDB names no line, and advises options that an import has not. */
function linesFault(message: string): string | null {
  if (!message.startsWith('Invalid Input Error: The CSV Parser state machine reached')) return null;
  const [, file = 'the file'] = /\n {2}file = (.*)\n/.exec(message) ?? [];
  return (
    `Conversion Error: The CSV ${file} cannot be read with this delimiter, quote and escape. A quote is not ` +
    'closed, or text follows it, or its lines end in different ways.'
  );
}

/** `findRowFault` has named what lies in lines. */
function jsonFault(message: string): string | null {
  const malformed = /Malformed JSON in file "(.*?)", at byte (\d+) in (\S+) (\d+): (.*)/.exec(
    message,
  );
  if (!malformed) return null;
  const [, file, byte, unit = '', behind, why] = malformed;
  // DuckDB 1.5.6 counts the one that it could not read as read.
  const at = Number(behind) - 1;
  return `${words[unit] ?? unit} ${at} of ${file}, byte ${byte}: malformed JSON: ${why?.trim()}`;
}

/** A time that is not in the form that was said for it; DuckDB draws a line below it that points into it. */
export function formFault(message: string): string | null {
  const [, what, why] =
    /^Invalid Input Error: (Could not parse string "[^]*" according to format specifier ".*")\n[^]*\nError: (.*)/.exec(
      message,
    ) ?? [];
  return what === undefined ? null : `Conversion Error: ${what}: ${why}`;
}

const words: Record<string, string> = { line: 'Line', 'record/value': 'Record' };
