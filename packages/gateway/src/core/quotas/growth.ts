/** What a statement adds to when it succeeds: what has to have room for it. */
export type Growth = 'nothing' | 'results' | 'database' | 'bucket';
