import { type Static, Type } from 'typebox';
import { nullable } from './nullable.ts';

/** What runs a file: `executable` is the file itself; `sql` has statements for the queue's engine. */
export const Runtime = Type.Enum(['python', 'node', 'shell', 'executable', 'sql']);

/** What a batch runs. */
export const Program = Type.Object({
  /** As it was named: `obs://bucket/key`. */
  file: Type.String(),
  runtime: Runtime,
  args: Type.Array(Type.String()),
  /** Further files, which lie beside it in its working directory. */
  files: Type.Array(Type.String()),
  name: nullable(Type.String()),
  /** How long it has to end by itself, after it was told to, before it is killed. */
  grace_ms: Type.Integer(),
  /** How often it is begun again after it failed. */
  retries: Type.Integer(),
});
export type Program = Static<typeof Program>;
