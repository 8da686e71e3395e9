import { Type } from 'typebox';
import { someOf } from './some-of.ts';

/** All of these, each `key:value`: the key ends at the first colon. */
export const TagFilter = someOf(
  Type.String({
    pattern: '^[^:\\0\\p{Cs}]{1,128}:[^\\0\\p{Cs}]{0,255}$',
    description: 'a tag of the form key:value',
    examples: ['team:routes'],
  }),
);
