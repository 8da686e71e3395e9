import { type Static, Type } from 'typebox';
import { NamedFile } from './file-address.ts';
import { jobOrderFields } from './job-order.ts';
import { ProgramArguments } from './program-arguments.ts';
import { lineOf } from './text.ts';
import { UseVariables } from './use-variables.ts';
import { GraceMs, wholeNumber } from './whole-number.ts';

/** The body of `POST /batches`. */
export const BatchOrder = Type.Object(
  {
    file: NamedFile,
    args: Type.Optional(ProgramArguments),
    /** Put beside it in its working directory, each under the last part of its key. */
    files: Type.Optional(
      Type.Array(NamedFile, {
        maxItems: 100,
        description: 'an array of addresses of files, or names of resources',
      }),
    ),
    name: Type.Optional(lineOf(128)),
    /** How long it has to end by itself when it is cancelled, before it is killed. Absent: as the queue says. */
    grace_ms: Type.Optional(GraceMs),
    /** How often it is begun again after it failed. Absent: 0. */
    retries: Type.Optional(wholeNumber(0, 100)),
    /** In `args`. */
    use_variables: Type.Optional(UseVariables),
    ...jobOrderFields,
  },
  { additionalProperties: false },
);
export type BatchOrder = Static<typeof BatchOrder>;
