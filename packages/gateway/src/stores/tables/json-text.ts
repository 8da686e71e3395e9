/** JSON as text, so that every database keeps it letter by letter. */
export type JsonText = string;
