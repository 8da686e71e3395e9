import type { Parameter } from '../../core/job/parameter.ts';

/** The values of one execution; null is NULL (fabric-api.md 6.1, 15 no. 17). */
export function toParameters(bindings: readonly (string | null)[]): readonly Parameter[] {
  return bindings.map((text) => (text === null ? { type: 'null' } : { type: 'text', text }));
}
