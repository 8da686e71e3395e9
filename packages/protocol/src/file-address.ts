import { Type } from 'typebox';

/** Nothing in it is percent-encoded. */
export const FileAddress = Type.String({
  pattern: '^obs://[^/\\0\\p{Cs}]{1,255}/[^\\0\\p{Cs}]{1,1024}$',
  description: 'the address of a file, obs://bucket/key',
});

/** A file as a batch names it: by its address, or as a resource, `name` or `group/name`. */
export const NamedFile = Type.String({
  pattern:
    '^(?:obs://[^/\\0\\p{Cs}]{1,255}/[^\\0\\p{Cs}]{1,1024}|(?:[A-Za-z0-9._-]{1,64}/)?[A-Za-z0-9_!-][A-Za-z0-9_!.-]{0,127})$',
  description:
    'the address of a file, obs://bucket/key, or the name of a resource, perhaps as group/name',
  examples: ['obs://lake/jobs/etl.py'],
});
