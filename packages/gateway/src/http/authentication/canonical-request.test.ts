import { expect, it } from 'vitest';
import { canonicalQuery, canonicalRequest, canonicalUris } from './canonical-request.ts';

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

it('leaves out the blanks around a value and no others, however many they are', () => {
  // Each of so many read once is nothing; read anew from each of them they take minutes.
  const inner = `a${' '.repeat(500_000)}b`;
  const text = canonicalRequest({
    method: 'GET',
    uri: '/',
    query: '',
    headers: [['x', `\t ${inner} \t`]],
    signedHeaders: 'x',
    payloadHash: '',
  });
  expect(text.includes(`x:${inner}\n`)).toBe(true);
});
