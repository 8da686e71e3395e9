import { type Static, Type } from 'typebox';

/** The name of a queue or a database. Queues are found by it in upper and lower case alike. */
export const Name = Type.String({
  pattern: '^(?!_)(?![0-9]+$)[A-Za-z0-9_]{1,128}$',
  description:
    'a name of 1 to 128 letters, digits and underscores, not starting with "_" and not only digits',
});

export type Name = Static<typeof Name>;
