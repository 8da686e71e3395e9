import { expect, it } from 'vitest';
import { canonicalQuery, canonicalUris } from './canonical-request.ts';

it.each([
  ['', ''],
  ['b=2&a=1', 'a=1&b=2'],
  ['a=2&a=1&a=10', 'a=1&a=10&a=2'],
  ['a', 'a='],
  ['a=', 'a='],
  ['a=b=c', 'a=b%3Dc'],
  ['&&a=1&', 'a=1'],
  ['a=%20%2B+', 'a=%20%2B%20'],
  ["a=!'()*-_.~", 'a=%21%27%28%29%2A-_.~'],
  ['a=%e4%b8%ad', 'a=%E4%B8%AD'],
  ['a=%zz%', 'a=%25zz%25'],
  ['%62=1&a=2', 'a=2&b=1'],
])('reads the query %j as %j', (query, canonical) => {
  expect(canonicalQuery(query)).toBe(canonical);
});

it.each([
  ['/a/b', ['/a/b/']],
  ['/a/b/', ['/a/b/']],
  ['/', ['/']],
  ['/a%2Fb c', ['/a/b%20c/', '/a%2Fb c/', '/a%252Fb%20c/']],
  ['/a~b', ['/a~b/']],
  ['/a%7eb', ['/a~b/', '/a%7eb/', '/a%257eb/']],
  ['/%ff', ['/%25ff/', '/%ff/']],
])('reads the path %j as one of %j', (path, uris) => {
  expect(canonicalUris(path)).toEqual(uris);
});
