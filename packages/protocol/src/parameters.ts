import { type Static, Type } from 'typebox';
import { characters } from './text.ts';

const most = 10_000;
const rule =
  'an array of values by place, or an object of values by name, of at most ' +
  `${most}; a value is a text without NUL and half characters, a number that a double holds exactly ` +
  '(others are written as texts), true, false or null';

const exact = Number.MAX_SAFE_INTEGER;
const ParameterValue = Type.Union([
  Type.String({ pattern: `^${characters}*$` }),
  Type.Number({ minimum: -exact, maximum: exact }),
  Type.Boolean(),
  Type.Null(),
]);

/**
 * The values of a statement's parameters: `$1`, `$2` … or a `?` for each by place, `$name` by name. A value
 * becomes one of the type that the statement wants there; where that is open a text stays text, a whole number is
 * a BIGINT, and any other a DOUBLE.
 */
export const ParameterValues = Type.Union(
  [
    Type.Array(ParameterValue, { maxItems: most }),
    Type.Record(Type.String({ pattern: '^[\\p{L}_][^\\0-\\x1f\\p{Cs}]{0,127}$' }), ParameterValue, {
      additionalProperties: false,
      maxProperties: most,
    }),
  ],
  { description: rule, examples: [['ORD', 5], { origin: 'ORD', least: 5 }] },
);
export type ParameterValues = Static<typeof ParameterValues>;
