import { Type } from 'typebox';
import type { JobRequest } from '../../core/job/job.ts';
import { invalid, type Refusal } from './refusal.ts';

const mostLines = 1_000;
/** In UTF-16 units, as JSON: they are kept with the job, and read with it. */
const longestConf = 64 * 1_024;

/** Settings of a job, `key=value` or `key = value` (dli-api.md 3.1.1). Unknown keys are only kept. */
export const Conf = Type.Array(
  Type.String({
    pattern: '^\\s*[^\\s=\\0\\p{Cs}][^=\\0\\p{Cs}]*=[^\\0\\p{Cs}]*$',
    description: 'a string of the form key=value',
  }),
  {
    maxItems: mostLines,
    description: `an array of at most ${mostLines} strings of the form key=value`,
  },
);

const timeoutKey = 'dli.sql.job.timeout';
const asyncKey = 'dli.sql.sqlasync.enabled';

export type ConfAnswer =
  | { readonly kind: 'ok'; readonly runTimeoutMs: number | undefined }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Reads the settings that mean something here, and refuses a value that they cannot have. */
export function readConf(conf: readonly string[]): ConfAnswer {
  if (JSON.stringify(conf).length > longestConf) {
    return refused(`conf may have ${longestConf} characters as JSON`);
  }
  const settings = toSettings(conf);
  const asyncWord = settings.get(asyncKey);
  if (asyncWord !== undefined && !/^(true|false)$/i.test(asyncWord)) {
    return refused(`${asyncKey} in conf must be true or false, not ${asyncWord}`);
  }
  const timeout = settings.get(timeoutKey);
  if (timeout === undefined) return { kind: 'ok', runTimeoutMs: undefined };
  if (!/^[1-9][0-9]{0,8}$/.test(timeout)) {
    return refused(`${timeoutKey} in conf must be a number of seconds above 0, not ${timeout}`);
  }
  return { kind: 'ok', runTimeoutMs: Number(timeout) * 1_000 };
}

/** Whether the submit of this job answers with its end: a DDL that asked not to be asynchronous. */
export function isSynchronous({
  statementClass,
  conf,
}: Pick<JobRequest, 'statementClass' | 'conf'>): boolean {
  return statementClass === 'ddl' && toSettings(conf).get(asyncKey)?.toLowerCase() === 'false';
}

/** The settings of a job by key, as the JSON text that `user_conf` holds (dli-api.md 3.1.4). */
export function toUserConf(conf: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(toSettings(conf)));
}

/** Both sides trimmed. Of a key that is given twice the last counts. */
function toSettings(conf: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    conf.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as const;
    }),
  );
}

function refused(message: string): ConfAnswer {
  return { kind: 'refused', refusal: invalid(message) };
}
