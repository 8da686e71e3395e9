import { type Static, Type } from 'typebox';
import { CatalogName } from './catalog.ts';
import { jobOrderFields } from './job-order.ts';
import { ParameterValues } from './parameters.ts';
import { SqlText } from './text.ts';
import { UseVariables } from './use-variables.ts';

/** The body of `POST /jobs`. */
export const SubmitOrder = Type.Object(
  {
    sql: SqlText,
    /** All that the statement takes. Absent: it takes none. */
    parameters: Type.Optional(ParameterValues),
    /** Absent: the queue's default database. */
    database: Type.Optional(CatalogName),
    /** Settings, kept word for word. */
    conf: Type.Optional(
      Type.Array(
        Type.String({
          pattern: '^\\s*[^\\s=\\0\\p{Cs}][^=\\0\\p{Cs}]*=[^\\0\\p{Cs}]*$',
          description: 'a string of the form key=value',
          examples: ['owner=ci'],
        }),
        { description: 'an array of strings of the form key=value' },
      ),
    ),
    use_variables: Type.Optional(UseVariables),
    ...jobOrderFields,
  },
  { additionalProperties: false },
);

export type SubmitOrder = Static<typeof SubmitOrder>;
