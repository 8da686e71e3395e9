import { type TSchema, Type } from 'typebox';

const most = 100;

/** Words of a filter, of which each has a rule of its own. */
export function someOf<T extends TSchema>(word: T) {
  return Type.Array(word, {
    minItems: 1,
    maxItems: most,
    description: `an array of 1 to ${most} words`,
  });
}
