import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { Tag } from './tag.ts';

const tag = Compile(Tag);

test.each([
  { key: 'team', value: '' },
  { key: '部门 1_.+-@', value: 'a:b' },
  { key: 'k'.repeat(128), value: 'v'.repeat(255) },
])('%j is a tag', (given) => {
  expect(tag.Check(given)).toBe(true);
});

test.each([
  { key: '', value: '' },
  { key: ' a', value: '' },
  { key: 'a ', value: '' },
  { key: '_sys_a', value: '' },
  { key: 'a:b', value: '' },
  { key: 'k'.repeat(129), value: '' },
  { key: 'a', value: 'v'.repeat(256) },
  { key: 'a', value: 'b=c' },
  { key: 'a' },
])('%j is no tag', (given) => {
  expect(tag.Check(given)).toBe(false);
});
