import { type Static, Type } from 'typebox';

const letters = '\\p{L}\\p{N} _.+\\-@';

/** A word on a job, to find it by. The key has no colon: a list asks for `key:value`. */
export const Tag = Type.Object(
  {
    key: Type.String({
      pattern: `^(?! |_sys_)[${letters}]{1,128}(?<! )$`,
      description:
        'text of 1 to 128 letters, digits, spaces and _ . + - @, ' +
        'without a space at its ends and not starting with _sys_',
    }),
    value: Type.String({
      pattern: `^[${letters}:]{0,255}$`,
      description: 'text of at most 255 letters, digits, spaces and _ . : + - @',
    }),
  },
  { additionalProperties: false, description: 'an object {"key": "…", "value": "…"}' },
);

export type Tag = Static<typeof Tag>;

const most = 100;

/** Those of one job, queue or file. */
export const Tags = Type.Array(Tag, {
  maxItems: most,
  description: `an array of at most ${most} tags`,
});
