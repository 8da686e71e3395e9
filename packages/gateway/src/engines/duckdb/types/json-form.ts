import { quoteText } from '../sql/quote-text.ts';

/**
 * SQL for the fields of a JSON object as a struct, in the order that is asked for. An object of JavaScript would put
 * names that are whole numbers first, and its fields are then taken by their places.
 * @param json SQL for it
 * @param forms of the fields, each the name of a type
 */
export function structOfJson(
  json: string,
  names: readonly string[],
  forms: readonly string[],
): string {
  const fields = forms.map(
    (form, at) => `${JSON.stringify(names[at] ?? '')}:${JSON.stringify(form)}`,
  );
  return `from_json(${json}, ${quoteText(`{${fields.join(',')}}`)})`;
}

/**
 * SQL for a JSON array as a list.
 * @param json SQL for it
 * @param form of its elements
 */
export function listOfJson(json: string, form: string): string {
  return `from_json(${json}, ${quoteText(JSON.stringify([form]))})`;
}
