import { describe, expect, it } from 'vitest';
import { parseJsonBody } from './parse-json-body.ts';

function parse(text: string): unknown {
  return parseJsonBody(Buffer.from(text));
}

it.each([
  ['', undefined],
  ['null', null],
  ['{"sql":"select \'航班\'"}', { sql: "select '航班'" }],
  ['\ufeff{"a":1}', { a: 1 }],
  ['{"a":1,"a":2}', { a: 2 }],
  ['"[[[[{{{{"', '[[[[{{{{'],
  ['"\\\\"', '\\'],
])('reads %j', (text, value) => {
  expect(parse(text)).toEqual(value);
});

it.each(['{', '{a:1}', "{'a':1}", '[1,]', '\u0000', 'select 1', '{}{}', '"\n"', ' '])(
  'refuses %j, which is no JSON',
  (text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'SLUICE_BODY_NOT_JSON', statusCode: 400 }),
    );
  },
);

it('refuses broken UTF-8, also inside a string', () => {
  for (const bytes of [[0xff], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]]) {
    expect(() => parseJsonBody(Buffer.from(bytes))).toThrow(
      expect.objectContaining({ code: 'SLUICE_BODY_NOT_JSON' }),
    );
  }
});

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

describe('nesting', () => {
  it('may be 64 levels deep', () => {
    expect(() => parse(nested(64))).not.toThrow();
    expect(() => parse(`${'{"a":'.repeat(63)}[]${'}'.repeat(63)}`)).not.toThrow();
  });

  it.each([65, 1_000_000])('may not be %i levels deep', (levels) => {
    expect(() => parse(nested(levels))).toThrow(
      expect.objectContaining({ code: 'SLUICE_BODY_TOO_DEEP', statusCode: 400 }),
    );
  });

  it('counts what stands beside one another once, and nothing inside strings', () => {
    expect(() => parse(`[${'[],'.repeat(1_000)}[]]`)).not.toThrow();
    expect(() =>
      parse(JSON.stringify({ a: '['.repeat(1_000), b: '\\"[['.repeat(100) })),
    ).not.toThrow();
  });
});

it.each([
  '{"__proto__":{"isAdmin":true},"a":1}',
  '{"__pr\\u006fto__":{"isAdmin":true},"a":1}',
  '{"\\u005f\\u005fproto\\u005f\\u005f":{"isAdmin":true},"a":1}',
])('drops a key that would turn into a prototype: %s', (text) => {
  const value = parse(`[{"deep":${text}}]`) as [{ deep: object }];
  const copy: { isAdmin?: boolean } = Object.assign({}, value[0].deep);
  expect(copy.isAdmin).toBeUndefined();
  expect(value).toEqual([{ deep: { a: 1 } }]);
});

it('leaves a text about prototypes alone', () => {
  expect(parse('{"sql":"select \'__proto__\'"}')).toEqual({ sql: "select '__proto__'" });
});

function zeros(count: number): string {
  return `[${Array.from({ length: count }, () => 0).join()}]`;
}

describe('values', () => {
  it('may be 50,000', () => {
    expect(parse(zeros(50_000))).toHaveLength(50_000);
    expect(() => parse(JSON.stringify({ sql: ','.repeat(1_000_000) }))).not.toThrow();
  });

  it.each([zeros(50_001), '['.repeat(2) + '{},'.repeat(60_000), ','.repeat(60_000)])(
    'may not be more',
    (text) => {
      expect(() => parse(text)).toThrow(
        expect.objectContaining({ code: 'SLUICE_BODY_TOO_MANY_VALUES', statusCode: 400 }),
      );
    },
  );
});
