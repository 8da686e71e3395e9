import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { parseParameter, toParameterValues } from './parameter.ts';

const values = (...texts: string[]) => toParameterValues(texts.map(parseParameter)).parameters;

describe('values of parameters', () => {
  it.each([
    [['city=北京', 'empty=', 'note=a=b:=c'], { city: '北京', empty: '', note: 'a=b:=c' }],
    [
      ['n:=5', 'x:=1.5e-3', 'on:=true', 'no:=null', 't:="5"'],
      { n: 5, x: 0.0015, on: true, no: null, t: '5' },
    ],
    [['$from=2024-01-01'], { from: '2024-01-01' }],
    [
      ['2=b', '1:=1'],
      [1, 'b'],
    ],
    [[], undefined],
  ])('of %j are %j', (given, wanted) => {
    expect(values(...given)).toEqual(wanted);
  });

  it.each([
    [['n'], 'write NAME=TEXT'],
    [['=5'], 'write NAME=TEXT'],
    [['n:=five'], 'a text goes with n=TEXT'],
    [['n:=[1]'], 'must be a number'],
    [['n:=9007199254740993'], 'write n=9007199254740993'],
    [['n=1', 'n=2'], 'n is given twice'],
    [['n=1', '1=2'], 'by their place'],
    [['1=a', '3=c'], 'no value for place 2'],
    [['0=a'], '"0" is no place: the first is 1'],
    [['$01=a'], '"01" is no place: the first is 1'],
  ])('are not %j', (given, complaint) => {
    expect(() => values(...given)).toThrow(UsageError);
    expect(() => values(...given)).toThrow(complaint);
  });
});
