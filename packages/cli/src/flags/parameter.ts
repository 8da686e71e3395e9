import type { ParameterValues } from '@sluice/client';
import { UsageError } from '../usage-error.ts';

type Value = string | number | boolean | null;

/** What one `--param` says. The name of a place is its number, from 1. */
export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/** Reads `name=text`, or `name:=json`; the name ends at the first `=`. */
export function parseParameter(text: string): NamedValue {
  const [, name, isJson, rest] = /^([^=:]+)(:?)=(.*)$/su.exec(text) ?? [];
  if (name === undefined || rest === undefined) {
    throw new UsageError(`"${text}" gives no value: write NAME=TEXT or NAME:=JSON`);
  }
  const bare = name.replace(/^\$/, '');
  if (/^0\d*$/.test(bare)) throw new UsageError(`"${bare}" is no place: the first is 1`);
  return { name: bare, value: isJson ? parseJson(name, rest) : rest };
}

function parseJson(name: string, text: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${name}:=${text} is no JSON: a text goes with ${name}=TEXT`);
  }
  if (typeof value === 'object' && value !== null) {
    throw new UsageError(`${name} must be a number, a text, true, false or null`);
  }
  if (Math.abs(Number(value)) > Number.MAX_SAFE_INTEGER && typeof value === 'number') {
    throw new UsageError(`${name}:=${text} is too large to be exact: write ${name}=${text}`);
  }
  return value as Value;
}

/**
 * The values as a submit takes them: by place where the names are numbers, else by name. Absent where none
 * are given.
 * @throws UsageError for one that is given twice, for both kinds at once, and for a place that is left out
 */
export function toParameterValues(given: readonly NamedValue[] | undefined): {
  readonly parameters?: ParameterValues;
} {
  if (given === undefined || given.length === 0) return {};
  const values = new Map<string, Value>();
  for (const { name, value } of given) {
    if (values.has(name)) throw new UsageError(`--param: ${name} is given twice`);
    values.set(name, value);
  }
  const names = [...values.keys()];
  const places = names.filter((name) => /^[1-9]\d*$/.test(name));
  if (places.length === 0) return { parameters: Object.fromEntries(values) };
  if (places.length < names.length) {
    throw new UsageError('--param: give all values by their place (1=…) or all by name');
  }
  const parameters = places.map((_, index) => {
    const value = values.get(`${index + 1}`);
    if (value !== undefined) return value;
    throw new UsageError(`--param: there is no value for place ${index + 1}`);
  });
  return { parameters };
}
