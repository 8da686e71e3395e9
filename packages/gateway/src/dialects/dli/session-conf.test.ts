import { describe, expect, it } from 'vitest';
import { toKeptConf, toScType } from './session-conf.ts';

describe('toKeptConf', () => {
  it('keeps the settings of a body, word for word, and nothing else of it', () => {
    const body = { kind: 'sql', queue: 'q', sc_type: 'B', conf: { a: '1' }, numExecutors: 2, x: 1 };
    expect(toKeptConf(body)).toBe('{"sc_type":"B","conf":{"a":"1"},"numExecutors":2}');
  });
});

describe('toScType', () => {
  it.each([
    ['A', '{}'],
    ['C', '{"sc_type":"C"}'],
    ['CUSTOMIZED', '{"sc_type":"C","driverMemory":"2G"}'],
    // Of other dialects.
    ['A', '{"sc_type":["B"]}'],
    ['A', '[]'],
    ['A', 'null'],
    ['A', '"B"'],
  ])('says %s of %s', (word, conf) => {
    expect(toScType(conf)).toBe(word);
  });
});
