import { expect, it } from 'vitest';
import { createSecretBox, SecretBoxError } from './secret-box.ts';

const box = createSecretBox(Buffer.alloc(32, 1));

it('gives back what was sealed', () => {
  const sealed = box.seal('skExample', 'AK1');
  expect(sealed).not.toContain('skExample');
  expect(box.open(sealed, 'AK1')).toBe('skExample');
});

it('seals the same secret differently each time', () => {
  expect(box.seal('a', 'AK1')).not.toBe(box.seal('a', 'AK1'));
});

it('opens nothing for another owner, under another key, or after a change', () => {
  const sealed = box.seal('skExample', 'AK1');
  expect(() => box.open(sealed, 'AK2')).toThrow(SecretBoxError);
  expect(() => createSecretBox(Buffer.alloc(32, 2)).open(sealed, 'AK1')).toThrow(SecretBoxError);
  const bytes = Buffer.from(sealed.slice(3), 'base64');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => box.open(`v1.${changed.toString('base64')}`, 'AK1')).toThrow(SecretBoxError);
  }
});

it.each(['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'skExample'])('does not open %j', (sealed) => {
  expect(() => box.open(sealed, 'AK1')).toThrow(SecretBoxError);
});
