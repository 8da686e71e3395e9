import { Type } from 'typebox';

/** Nothing in it is percent-encoded. */
export const FileAddress = Type.String({
  pattern: '^obs://[^/\\0\\p{Cs}]{1,255}/[^\\0\\p{Cs}]{1,1024}$',
  description: 'the address of a file, obs://bucket/key',
});
