import { expect, it } from 'vitest';
import { fillVariables } from './fill-variables.ts';

const most = 1_048_576;
const values = new Map([
  ['long', 'x'.repeat(65_536)],
  ['none', ''],
]);

it('fills texts up to the limit, which counts all of them together', () => {
  const whole = '{{long}}'.repeat(16);
  expect(fillVariables([whole], values)).toEqual({ kind: 'filled', texts: ['x'.repeat(most)] });
  expect(fillVariables([whole, 'y'], values)).toMatchObject({ kind: 'refused' });
  expect(fillVariables([`y${whole}`], values)).toMatchObject({ kind: 'refused' });
  expect(fillVariables([whole, '{{none}}'], values)).toMatchObject({ kind: 'filled' });
});

it('counts what a text becomes, not what it was', () => {
  const text = '{{none}}'.repeat(most / 8 + 1);
  expect(fillVariables([text], values)).toEqual({ kind: 'filled', texts: [''] });
});
