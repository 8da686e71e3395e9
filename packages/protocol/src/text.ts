import { Type } from 'typebox';

// NUL and lone surrogates (\p{Cs}) have no place in UTF-8 text: whoever stores it would cut or change it.
/** Any of these. */
export const characters = '[^\\0\\p{Cs}]';

/** The text of a statement. Its one loop has one way through it, so that a long text is read once. */
export const SqlText = Type.String({
  pattern: `^(?=\\s*\\S)${characters}*$`,
  description: 'the text of one SQL statement, not blank, without NUL and half characters',
  examples: ['SELECT 42 AS answer'],
});

/** Text of 1 to `most` characters, without control characters such as line ends. */
export function lineOf(most: number) {
  return Type.String({
    pattern: `^[^\\0-\\x1f\\x7f-\\x9f\\p{Cs}]{1,${most}}$`,
    description: `text of 1 to ${most} characters in one line`,
  });
}

/** Text of at most `most` characters, perhaps none. */
export function shortTextOf(most: number) {
  return Type.String({
    pattern: `^${characters}{0,${most}}$`,
    description: `text of at most ${most} characters`,
  });
}

/** Text of 1 to `most` characters. */
export function textOf(most: number) {
  return Type.String({
    pattern: `^${characters}{1,${most}}$`,
    description: `text of 1 to ${most} characters`,
  });
}
