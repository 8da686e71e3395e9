import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { utf8Text } from './utf8-text.ts';

it('leaves the beginning of a character for the next piece', () => {
  const bytes = new TextEncoder().encode('ab水');
  expect(utf8Text(bytes.subarray(0, 4), false)).toEqual({ text: 'ab', length: 2 });
  expect(utf8Text(bytes, false)).toEqual({ text: 'ab水', length: 5 });
  expect(utf8Text(bytes.subarray(0, 4), true)).toEqual({ text: 'ab\uFFFD', length: 4 });
});

it('always takes something, also of what is no text', () => {
  expect(utf8Text(Uint8Array.of(0xe6), false).length).toBe(1);
  expect(utf8Text(Uint8Array.of(0x80, 0x80, 0x80, 0x80), false).length).toBe(4);
});

it('pieces of any length make the whole text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 9 }), (text, most) => {
      const bytes = new TextEncoder().encode(text);
      let told = '';
      for (let from = 0; from < bytes.length;) {
        const piece = bytes.subarray(from, from + most);
        const { text: part, length } = utf8Text(piece, from + piece.length === bytes.length);
        told += part;
        from += length;
      }
      expect(told).toBe(text.toWellFormed());
    }),
  );
});
