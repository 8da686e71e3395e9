import { expect, it } from 'vitest';
import { requestIdOf } from './request-id.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it.each(['a', 'e0a1-b2.c3_D4', 'x'.repeat(64)])('keeps the id %j of its client', (id) => {
  expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id);
});

it.each(['', 'x'.repeat(65), 'a b', 'a, b', '-a', 'a"b', 'é', '{"a":1}'])(
  'makes a new one where the client sends %j',
  (id) => {
    expect(requestIdOf({ headers: { 'x-request-id': id } })).toMatch(uuid);
  },
);

it('makes another one each time', () => {
  expect(requestIdOf({ headers: {} })).not.toBe(requestIdOf({ headers: {} }));
});
