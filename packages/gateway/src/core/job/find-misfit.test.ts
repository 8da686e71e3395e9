import { expect, it } from 'vitest';
import { findMisfit } from './find-misfit.ts';

const value = { type: 'text', text: '1' } as const;
const named = (...names: string[]) =>
  names.map((name) => ({ type: 'text', text: '1', name }) as const);

it.each([
  [0, [], []],
  [2, [], [value, { type: 'null' }]],
  [0, ['From', '到'], named('到', 'fROM')],
] as const)('takes what fits: %s by place, by name %j', (parameterCount, names, given) => {
  expect(findMisfit({ parameterCount, parameterNames: names }, given)).toBeNull();
});

it.each([
  [
    2,
    [],
    [value],
    'By place 1 values were given, and the statement takes 2: $1, $2 … or a ? for each.',
  ],
  [0, [], [value], 'By place 1 values were given, and the statement takes none.'],
  [1, [], [], 'By place 0 values were given, and the statement takes 1: $1, $2 … or a ? for each.'],
  [0, ['a', 'b'], named('A'), 'The statement takes a value for $b, by name, and none was given.'],
  [0, ['a'], [value], 'The statement takes a value for $a, by name, and none was given.'],
  [0, ['a'], named('a', '到'), 'A value was given for $到, and the statement takes $a.'],
  [1, [], named('a'), 'A value was given for $a, and the statement takes no value by name.'],
  [0, ['a'], named('a', 'A'), 'Two values were given for one of $a, $A.'],
  [0, ['É'], named('é'), 'The statement takes a value for $É, by name, and none was given.'],
] as const)('says what does not: %s by place, by name %j', (parameterCount, names, given, why) => {
  expect(findMisfit({ parameterCount, parameterNames: names }, given)).toBe(why);
});
