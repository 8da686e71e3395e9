/** The verbs of statements that change what there is, and not the rows in it. */
export const changesCatalog: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP', 'COMMENT']);
