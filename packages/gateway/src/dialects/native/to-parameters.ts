import type { ParameterValues } from '@sluice/protocol';
import type { Parameter } from '../../core/job/parameter.ts';

type Value = Extract<ParameterValues, readonly unknown[]>[number];

/**
 * The values of one statement's parameters; none where they are left out. The order of names counts for
 * nothing (I12).
 */
export function toParameters(values: ParameterValues = []): readonly Parameter[] {
  if (Array.isArray(values)) return values.map((value: Value) => toParameter(value));
  return Object.entries(values)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => toParameter(value, name));
}

function toParameter(value: Value, name?: string): Parameter {
  const named = name === undefined ? {} : { name };
  if (value === null) return { ...named, type: 'null' };
  if (typeof value === 'string') return { ...named, type: 'text', text: value };
  const type = typeof value === 'number' ? 'number' : 'boolean';
  return { ...named, type, text: String(value) };
}
