import { Type } from 'typebox';

/** What an array of such words must be; each of its elements has a rule of its own. */
export const notEmpty = 'an array that is not empty';

/** All of these, each `key:value`: the key ends at the first colon. */
export const TagFilter = Type.Array(
  Type.String({
    pattern: '^[^:\\0\\p{Cs}]{1,128}:[^\\0\\p{Cs}]{0,255}$',
    description: 'a tag of the form key:value',
    examples: ['team:routes'],
  }),
  { minItems: 1, description: notEmpty },
);
