import { jobIds } from '../completing/job-ids.ts';
import type { Noun } from '../running/noun-of.ts';

/** The one argument of a command about one job or batch. */
export function idArgument(noun: Noun) {
  const proposeCompletions = jobIds(noun);
  return {
    kind: 'tuple',
    parameters: [
      { parse: String, proposeCompletions, placeholder: 'id', brief: `id of the ${noun}` },
    ],
  } as const;
}
