import type { Noun } from '../running/noun-of.ts';

/** The one argument of a command about one job or batch. */
export function idArgument(noun: Noun) {
  return {
    kind: 'tuple',
    parameters: [{ parse: String, placeholder: 'id', brief: `id of the ${noun}` }],
  } as const;
}
