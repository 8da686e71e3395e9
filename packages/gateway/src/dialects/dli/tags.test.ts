import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { readTagFilter, Tags } from './tags.ts';

describe('Tags', () => {
  it.each(['team', 'a b', '_sys', 'env:prod+1@x-y_z.', '部门', 'k'.repeat(128)])(
    'takes the key %s',
    (key) => expect(Value.Check(Tags, [{ key, value: '' }])).toBe(true),
  );

  it.each(['', ' a', 'a ', '_sys_a', 'a=b', 'a,b', 'a%b', 'a\nb', 'k'.repeat(129)])(
    'refuses the key %j',
    (key) => expect(Value.Check(Tags, [{ key, value: '' }])).toBe(false),
  );

  it('takes a value of 255 characters, and not of 256', () => {
    expect(Value.Check(Tags, [{ key: 'k', value: 'v'.repeat(255) }])).toBe(true);
    expect(Value.Check(Tags, [{ key: 'k', value: 'v'.repeat(256) }])).toBe(false);
  });
});

describe('readTagFilter', () => {
  it.each([
    ['k1=v1', [{ key: 'k1', value: 'v1' }]],
    [
      'k1=v1,k2=v 2',
      [
        { key: 'k1', value: 'v1' },
        { key: 'k2', value: 'v 2' },
      ],
    ],
    [
      'k1%3Dv1%2Ck2%3D%E4%B8%AD+',
      [
        { key: 'k1', value: 'v1' },
        { key: 'k2', value: '中+' },
      ],
    ],
    ['k1=', [{ key: 'k1', value: '' }]],
  ])('reads %s', (text, tags) => expect(readTagFilter(text)).toEqual(tags));

  it.each(['k1', '=v1', 'k1=v1,', 'k1=v1=v2', 'k1=%', '_sys_a=1'])('refuses %s', (text) =>
    expect(readTagFilter(text)).toBeNull(),
  );
});
