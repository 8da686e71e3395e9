import { Type } from 'typebox';

// NUL and lone surrogates (\p{Cs}) have no place in UTF-8 text; an engine would cut or change them.
const any = '[^\\0\\p{Cs}]*';

/** The text of a statement. It may be as long as a body may. */
export const SqlText = Type.String({
  pattern: `^${any}[^\\s\\0\\p{Cs}]${any}$`,
  description: 'the text of one SQL statement, not blank, without NUL or broken characters',
});
