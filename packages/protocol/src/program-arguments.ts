import { Type } from 'typebox';

/** In bytes: Linux takes no longer one (execve(2), MAX_ARG_STRLEN less its end). */
export const longestArgument = 131_071;

/** What a program is started with. All in all they may have `mostArgumentBytes`. */
export const ProgramArguments = Type.Array(
  Type.String({
    pattern: '^[^\\0\\p{Cs}]*$',
    maxLength: longestArgument,
    description: `a text of at most ${longestArgument} bytes without NUL and half characters`,
  }),
  { maxItems: 1_000, description: 'an array of at most 1000 texts' },
);

/** In bytes: Linux takes 2 MB with the environment, and more only from who has a larger stack. */
export const mostArgumentBytes = 1_000_000;
