import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { describeInvalidRequest } from './describe-invalid-request.ts';
import { overlong } from './overlong.ts';

const few = Type.Array(Type.String(), { maxItems: 2, description: 'an array of at most 2 texts' });
const map = Type.Record(Type.String(), Type.Number(), {
  maxProperties: 2,
  description: 'a map of at most 2 numbers',
});
const Body = Type.Object({
  texts: Type.Optional(few),
  either: Type.Optional(
    Type.Union([few, map, Type.Null()], { description: '2 texts or numbers at most' }),
  ),
  longer: Type.Optional(
    Type.Union([few, Type.Array(Type.Number(), { maxItems: 4 })], { description: '2 or 4' }),
  ),
  inside: Type.Optional(Type.Array(Type.Object({ texts: few }))),
});

it.each([
  [{ texts: ['a', 'b', 'c'] }, 'texts must be an array of at most 2 texts.'],
  // Whatever they are, their number comes first.
  [{ texts: [1, 2, 3] }, 'texts must be an array of at most 2 texts.'],
  [{ either: ['a', 'b', 'c'] }, 'either must be an array of at most 2 texts.'],
  [{ either: { a: 1, b: 2, c: 3 } }, 'either must be a map of at most 2 numbers.'],
  [{ longer: [1, 2, 3, 4, 5] }, 'longer must be 2 or 4.'],
  [
    { inside: [{ texts: [] }, { texts: ['a', 'b', 'c'] }] },
    'inside[1].texts must be an array of at most 2 texts.',
  ],
])('tells what has too many: %j', (body, told) => {
  const found = overlong(Body, body);
  expect(found && describeInvalidRequest('body', found, { body: Body })).toBe(told);
});

it.each([
  {},
  null,
  'text',
  [],
  { texts: ['a', 'b'] },
  { texts: 'abc' },
  { texts: { a: 1, b: 2, c: 3 } },
  { either: null },
  { either: { a: 1, b: 2 } },
  { longer: [1, 2, 3] },
  { inside: [{ texts: ['a'] }, 7] },
  { unknown: [1, 2, 3, 4, 5] },
])('leaves the rest to the schema: %j', (body) => {
  expect(overlong(Body, body)).toBeNull();
});
