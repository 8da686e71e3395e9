import type { JobError } from '../job/ending.ts';

export type FilledTexts =
  | { readonly kind: 'filled'; readonly texts: readonly string[] }
  | { readonly kind: 'refused'; readonly error: JobError };

/** In UTF-16 units, of all texts of a request together: an engine reads no statement that is longer. */
const mostFilled = 2 ** 20;

/**
 * Texts in which each `{{name}}` of a variable is its value. Values are not looked through again. What would become too
 * long is refused before it is built: a few names of a long value would be more than there is memory.
 */
export function fillVariables(
  texts: readonly string[],
  values: ReadonlyMap<string, string>,
): FilledTexts {
  let length = 0;
  for (const text of texts) {
    let end = 0;
    for (const { 0: all, 1: name = '', index } of text.matchAll(variable)) {
      length += index - end + (values.get(name) ?? all).length;
      end = index + all.length;
      if (length > mostFilled) return tooLong;
    }
    length += text.length - end;
    if (length > mostFilled) return tooLong;
  }
  const fill = (all: string, name: string) => values.get(name) ?? all;
  return { kind: 'filled', texts: texts.map((text) => text.replaceAll(variable, fill)) };
}

const variable = /\{\{\s*(\w{1,128})\s*\}\}/g;

const tooLong: FilledTexts = {
  kind: 'refused',
  error: {
    code: 'syntax',
    message: `A request may have ${mostFilled} characters with the values of its variables.`,
  },
};
