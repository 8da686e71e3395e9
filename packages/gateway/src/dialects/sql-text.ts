import { Type } from 'typebox';

/**
 * The text of a statement: not blank, without NUL and lone surrogates, which an engine would cut or
 * change. Its one loop has one way through it, so that a long text is read once.
 */
export const SqlText = Type.String({
  pattern: '^(?=\\s*\\S)[^\\0\\p{Cs}]*$',
  description: 'the text of one SQL statement, not blank, without NUL or broken characters',
});
