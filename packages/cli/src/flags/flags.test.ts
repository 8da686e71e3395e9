import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { parseDuration } from './duration.ts';
import { parseGrace } from './grace.ts';
import { parseTag } from './tag.ts';
import { wholeNumber } from './whole-number.ts';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['5', 5_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['0', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', 's', '-5s', '5 s', '5d', '1e3', 'Infinity'])('is not %j', (text) => {
    expect(() => parseDuration(text)).toThrow(UsageError);
  });
});

describe('the grace of a batch', () => {
  it.each([
    ['0', 0],
    ['10m', 600_000],
  ])('may be %s', (text, ms) => {
    expect(parseGrace(text)).toBe(ms);
  });

  it('may not be longer, and its bounds are said', () => {
    expect(() => parseGrace('11m')).toThrow('"11m" is no grace of a batch: write 0s to 10m');
  });
});

describe('a tag', () => {
  it.each([
    ['team=lake', { key: 'team', value: 'lake' }],
    ['a=b=c', { key: 'a', value: 'b=c' }],
    ['empty=', { key: 'empty', value: '' }],
  ])('is %s', (text, tag) => {
    expect(parseTag(text)).toEqual(tag);
  });

  it.each(['', 'team', '=lake'])('is not %j', (text) => {
    expect(() => parseTag(text)).toThrow(UsageError);
  });
});

describe('a whole number', () => {
  it('is between its limits, both allowed', () => {
    expect(wholeNumber(1, 64)('1')).toBe(1);
    expect(wholeNumber(1, 64)('64')).toBe(64);
    expect(() => wholeNumber(1, 64)('65')).toThrow('1 to 64');
    expect(() => wholeNumber(1)('0')).toThrow('1 or more');
  });

  it.each(['', ' 1', '1.0', '1e2', '0x10', '99999999999999999'])('is not %j', (text) => {
    expect(() => wholeNumber(0)(text)).toThrow(UsageError);
  });
});
